import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../charts/capabilities.ts';
import { everyKind, everything } from '../../../charts/every-kind.ts';
import { RELEASES } from '../../../charts/catalog/releases.ts';
import { render } from '../../../charts/render.ts';
import { InvalidSpecError } from '../../../src/api/errors.ts';
import { serves } from '../../../src/api/capabilities.ts';
import { meshOf } from '../../support/mesh.ts';

const has = (version: string, apiVersion: string, kind: string): boolean =>
  serves(capabilitiesOf(version), apiVersion, kind);

describe('the capabilities of a Kubernetes version', () => {
  it.each(['1.36', 'v1.36', '1.36.3', 'v1.36.3', '1.36+', 'v1.36.3-gke.100'])(
    'are those of its minor: %s',
    (version) => {
      expect(capabilitiesOf(version).minor).toBe(36);
    },
  );

  it.each(['', '1', '36', '2.0', '1.x', '1.15', 'v1.9.3', '1.36a', 'latest'])('are refused for "%s"', (version) => {
    expect(() => capabilitiesOf(version)).toThrow(InvalidSpecError);
    expect(() => capabilitiesOf(version)).toThrow(/^--kube-version: .*write for example 1\.36.*1\.16\.$/);
  });

  it.each([
    ['policy/v1', 'PodDisruptionBudget', '1.20', '1.21'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', '1.22', '1.23'],
  ])('begin to serve %s %s between %s and %s', (apiVersion, kind, before, from) => {
    expect([has(before, apiVersion, kind), has(from, apiVersion, kind)]).toEqual([false, true]);
  });

  it.each([
    ['policy/v1beta1', 'PodDisruptionBudget', '1.24', '1.25'],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.25', '1.26'],
    ['admissionregistration.k8s.io/v1beta1', 'MutatingWebhookConfiguration', '1.21', '1.22'],
    ['extensions/v1beta1', 'Ingress', '1.21', '1.22'],
  ])('cease to serve %s %s between %s and %s', (apiVersion, kind, last, without) => {
    expect([has(last, apiVersion, kind), has(without, apiVersion, kind)]).toEqual([true, false]);
  });
});

describe('everything that can be rendered', () => {
  it.each(['1.16', '1.21', '1.36'])('on Kubernetes %s names each kind once', (version) => {
    const kinds = everyKind(capabilitiesOf(version)).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(new Set(everything(capabilitiesOf(version)).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`))).toEqual(
      new Set(kinds),
    );
  });

  it('covers the kinds that only options bring', () => {
    const kinds = everyKind(capabilitiesOf('1.36')).map(({ kind }) => kind);
    const rare = [
      'Role',
      'RoleBinding',
      'PersistentVolumeClaim',
      'PodDisruptionBudget',
      'HorizontalPodAutoscaler',
      'DestinationRule',
      'MeshPolicy',
      'Policy',
    ];
    expect(kinds).toEqual(expect.arrayContaining(rare));
  });

  it('covers every release', () => {
    expect(RELEASES).toContain('1.4.10');
    const images = JSON.stringify(everything(capabilitiesOf('1.36')));
    for (const release of RELEASES) expect(images).toContain(`pilot:${release}`);
  });

  it('covers what only Kubernetes of the old days gets', () => {
    const spec = { mesh: { kubernetesIngress: { enabled: true } } };
    const known = new Set(everyKind(capabilitiesOf('1.21')).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
    const rendered = render(meshOf(spec, '1.21')).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`);
    expect(rendered).toContain('networking.istio.io/v1alpha3/Gateway');
    expect(rendered.filter((kind) => !known.has(kind))).toEqual([]);
  });
});
