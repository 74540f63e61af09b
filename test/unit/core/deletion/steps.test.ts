import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/capabilities.ts';
import { everything } from '../../../../charts/every-kind.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { isKept } from '../../../../src/core/ownership/kept.ts';
import { deletionPolicy, deletionSteps } from '../../../../src/core/deletion/steps.ts';
import { idOf, refOf } from '../../../../src/core/model/object-id.ts';

const all = everything(capabilitiesOf('1.36'));

/** As docs/deletion.md lists them. */
const DOCUMENTED = [
  'injection, validation',
  'mixer, injector, gateways, istio-resources, addons',
  'pilot, mixer-resources',
  'galley, attributes',
  'citadel',
  'bindings',
  'foundation',
];

describe('deletion', () => {
  const inventory = all.map(idOf);
  const steps = deletionSteps([...new Set(inventory)], all);
  const stepOf = (kind: string, name: string): number =>
    steps.findIndex(({ ids }) => ids.some((id) => refOf(id).kind === kind && refOf(id).name === name));

  it('goes by the steps of the documentation', () => {
    expect(steps.map(({ name }) => name)).toEqual(DOCUMENTED);
  });

  it('plans everything once but what is kept', () => {
    const planned = steps.flatMap(({ ids }) => ids).sort();
    expect(planned).toEqual([...new Set(inventory)].filter((id) => !isKept(refOf(id))).sort());
    expect(planned.filter((id) => /CustomResourceDefinition|Namespace|Secret|PersistentVolumeClaim/.test(id))).toEqual(
      [],
    );
  });

  it('takes webhooks first, citadel after who needs it, and permissions last', () => {
    expect(steps[0]?.ids.map((id) => refOf(id).kind).sort()).toEqual([
      'MutatingWebhookConfiguration',
      'ValidatingWebhookConfiguration',
    ]);
    for (const chain of [
      ['istio-ingressgateway', 'istio-pilot', 'istio-galley', 'istio-citadel'],
      ['istio-policy', 'istio-galley', 'istio-citadel'],
      ['istio-sidecar-injector', 'istio-citadel'],
    ]) {
      const order = chain.map((name) => stepOf('Deployment', name));
      expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
    }
    expect(stepOf('ClusterRole', 'istio-citadel-istio-system')).toBe(steps.length - 1);
    expect(stepOf('MeshPolicy', 'default')).toBeLessThan(stepOf('Deployment', 'istio-galley'));
  });

  it('takes before webhooks what would let a program make them again', () => {
    const [first, second] = deletionSteps([...new Set(inventory)], all, new Set(['galley']));
    expect(first?.ids.map((id) => refOf(id).name)).toEqual(['istio-galley-admin-role-binding-istio-system']);
    expect(second?.name).toBe('injection, validation');
  });

  it('takes what is no longer live, or lost its labels, last', () => {
    expect(deletionSteps(['apps/v1/Deployment/ns/gone'], [])).toEqual([
      { name: 'foundation', ids: ['apps/v1/Deployment/ns/gone'] },
    ]);
  });

  it('is never blocked by an object that fits no part any more', () => {
    const labels = { 'meshwright.dev/component': 'base' };
    const odd: Manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'odd', namespace: 'ns', labels },
    };
    expect(deletionSteps([idOf(odd)], [odd]).flatMap(({ ids }) => ids)).toEqual([idOf(odd)]);
  });

  it('finds a live object in another version of its API', () => {
    const live = all.find(({ kind }) => kind === 'MutatingWebhookConfiguration')!;
    const id = idOf({ ...live, apiVersion: 'admissionregistration.k8s.io/v1beta1' });
    expect(deletionSteps([id], [live])[0]?.name).toBe('injection, validation');
  });

  it('does what spec.deletion says, and keeps what it does not say or says wrongly', () => {
    expect(deletionPolicy({ version: 'x' })).toEqual({
      crds: 'Keep',
      certificateAuthority: 'Keep',
      injectedSecrets: 'Keep',
    });
    const odd = { version: 'x', deletion: { crds: 'Delete', certificateAuthority: 'delete' } };
    expect(deletionPolicy(odd as unknown as Parameters<typeof deletionPolicy>[0])).toEqual({
      crds: 'Delete',
      certificateAuthority: 'Keep',
      injectedSecrets: 'Keep',
    });
  });
});
