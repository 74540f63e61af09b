import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { knownPartOf, partOf, partOfPods, PARTS } from '../../../../src/core/model/parts.ts';

const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  DaemonSet: 'apps/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io/v1',
  attributemanifest: 'config.istio.io/v1alpha2',
  rule: 'config.istio.io/v1alpha2',
  Gateway: 'networking.istio.io/v1alpha3',
  MeshPolicy: 'authentication.istio.io/v1alpha1',
  Odd: 'config.istio.io.example.test/v1',
};

function objectOf(kind: string, component: string | undefined, name: string): Manifest {
  const labels = component === undefined ? undefined : { 'meshwright.dev/component': component };
  return { apiVersion: VERSIONS[kind] ?? 'v1', kind, metadata: { name, ...(labels && { labels }) } };
}

const TABLE: readonly (readonly [kind: string, component: string | undefined, part: string, name?: string])[] = [
  ['Namespace', 'base', 'namespace'],
  ['CustomResourceDefinition', 'base', 'crds'],
  ['ServiceAccount', 'pilot', 'foundation'],
  ['ClusterRole', 'galley', 'foundation'],
  ['Service', 'my-gateway', 'foundation'],
  ['ConfigMap', 'base', 'foundation', 'istio'],
  ['Secret', 'injector', 'foundation', 'istio-sidecar-injector'],
  ['Service', undefined, 'foundation'],
  ['Odd', 'base', 'foundation'],
  ['ClusterRoleBinding', 'kiali', 'bindings'],
  ['RoleBinding', 'citadel', 'bindings'],
  ['Deployment', 'citadel', 'citadel'],
  ['DaemonSet', 'nodeagent', 'citadel'],
  ['Deployment', 'galley', 'galley'],
  ['PodDisruptionBudget', 'galley', 'galley'],
  ['ValidatingWebhookConfiguration', 'galley', 'validation'],
  ['Deployment', 'pilot', 'pilot'],
  ['HorizontalPodAutoscaler', 'pilot', 'pilot'],
  ['attributemanifest', 'telemetry', 'attributes'],
  ['rule', 'telemetry', 'mixer-resources'],
  ['Deployment', 'policy', 'mixer'],
  ['Deployment', 'telemetry', 'mixer'],
  ['Deployment', 'injector', 'injector'],
  ['ConfigMap', 'injector', 'injector', 'istio-sidecar-injector'],
  ['MutatingWebhookConfiguration', 'injector', 'injection'],
  ['Deployment', 'my-gateway', 'gateways'],
  ['HorizontalPodAutoscaler', 'my-gateway', 'gateways'],
  ['Gateway', 'my-gateway', 'istio-resources'],
  ['MeshPolicy', 'base', 'istio-resources'],
  ['Deployment', 'kiali', 'addons'],
  ['Deployment', 'servicegraph', 'addons'],
  ['Deployment', 'coredns', 'addons'],
  ['ConfigMap', 'grafana', 'foundation'],
];

describe('an object', () => {
  it.each(TABLE)(
    'of kind %s and component %s belongs to part %s, and to no other',
    (kind, component, part, name = 'x') => {
      const object = objectOf(kind, component, name);
      const takers = PARTS.filter(({ takes }) => takes(object, component ?? 'base')).map((one) => one.name);
      expect(takers).toEqual([part]);
      expect(partOf(object).name).toBe(part);
      expect(knownPartOf(object)?.name).toBe(part);
    },
  );

  it('that no part takes is refused by name, and unknown to who only asks', () => {
    const lost = objectOf('Deployment', 'base', 'lost');
    expect(() => partOf(lost)).toThrow(new RangeError('no part takes Deployment lost of base'));
    expect(knownPartOf(lost)).toBeUndefined();
  });
});

describe('the pods of a component', () => {
  it.each([
    ['pilot', 'pilot'],
    ['policy', 'mixer'],
    ['nodeagent', 'citadel'],
    ['tracing', 'addons'],
    ['istio-ingressgateway', 'gateways'],
    ['base', undefined],
  ])('belong to the part that takes them: %s, %s', (component, part) => {
    expect(partOfPods(component)?.name).toBe(part);
  });
});

describe('every part', () => {
  it('says what it waits for', () => {
    expect(PARTS.map(({ gate }) => gate)).not.toContain('');
  });
});
