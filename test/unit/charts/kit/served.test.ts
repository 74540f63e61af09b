import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/capabilities.ts';
import { autoscalingApi, budgetApi, hasLegacyApis, ingressApi } from '../../../../charts/kit/served.ts';

describe('an object that Kubernetes serves in several versions', () => {
  it.each([
    ['1.36', 'autoscaling/v2'],
    ['1.23', 'autoscaling/v2'],
    ['1.22', 'autoscaling/v2beta2'],
    ['1.16', 'autoscaling/v2beta2'],
  ])('is an autoscaler of the newest there is: with %s it is %s', (kubernetes, apiVersion) => {
    expect(autoscalingApi(capabilitiesOf(kubernetes))).toBe(apiVersion);
  });

  it.each([
    ['1.36', 'policy/v1'],
    ['1.21', 'policy/v1'],
    ['1.20', 'policy/v1beta1'],
  ])('is a budget of the newest there is: with %s it is %s', (kubernetes, apiVersion) => {
    expect(budgetApi(capabilitiesOf(kubernetes))).toBe(apiVersion);
  });

  it.each([
    ['1.36', 'networking.k8s.io/v1'],
    ['1.19', 'networking.k8s.io/v1'],
    ['1.18', 'networking.k8s.io/v1beta1'],
  ])('is an Ingress of the newest there is: with %s it is %s', (kubernetes, apiVersion) => {
    expect(ingressApi(capabilitiesOf(kubernetes)).apiVersion).toBe(apiVersion);
  });
});

describe('what the old binaries call', () => {
  it('is served before Kubernetes 1.22', () => {
    expect(hasLegacyApis(capabilitiesOf('1.21'))).toBe(true);
    expect(hasLegacyApis(capabilitiesOf('1.22'))).toBe(false);
  });
});
