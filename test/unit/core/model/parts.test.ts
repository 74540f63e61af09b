import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/capabilities.ts';
import { everything } from '../../../../charts/every-kind.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { deletionPolicy, deletionSteps, unplannedWaves } from '../../../../src/core/deletion/steps.ts';
import { isKept } from '../../../../src/core/deletion/kept.ts';
import { idOf, refOf } from '../../../../src/core/model/object-id.ts';
import { componentOf, inParts, partOf, PARTS } from '../../../../src/core/model/parts.ts';

const KUBERNETES = ['1.16', '1.21', '1.25', '1.36'];
const all = everything(capabilitiesOf('1.36'));
const describeOne = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/** What has to be there before what; a pair of [earlier, later] waves and why. */
const ORDER: readonly [string, string, string][] = [
  ['namespace', 'foundation', 'objects need their namespace'],
  ['crds', 'istio-resources', 'resources need their kinds'],
  ['foundation', 'bindings', 'a role can be bound only once it is there'],
  ['bindings', 'citadel', 'pods need accounts, permissions and configuration'],
  ['citadel', 'galley', 'galley waits for its certificate'],
  ['citadel', 'injector', 'the injector waits for its certificate'],
  ['galley', 'pilot', 'pilot reads its configuration from galley'],
  ['galley', 'mixer', 'mixer reads its configuration from galley'],
  ['galley', 'validation', 'a webhook that fails closed needs who answers it'],
  ['validation', 'istio-resources', 'resources are validated'],
  ['injector', 'injection', 'a webhook that fails closed needs who answers it'],
  ['pilot', 'gateways', 'gateways are ready when pilot has configured them'],
  ['gateways', 'addons', 'add-ons hold nobody back'],
];

describe('waves', () => {
  it.each(KUBERNETES)('take every object that can be rendered for Kubernetes %s, each exactly once', (version) => {
    for (const object of everything(capabilitiesOf(version))) {
      const takers = PARTS.filter(({ takes }) => takes(object, componentOf(object))).map(({ name }) => name);
      expect([describeOne(object), takers.length]).toEqual([describeOne(object), 1]);
    }
  });

  it.each(ORDER)('have %s before %s: %s', (earlier, later) => {
    const position = (name: string): number => PARTS.findIndex((part) => part.name === name);
    expect(position(earlier)).toBeGreaterThanOrEqual(0);
    expect(position(earlier)).toBeLessThan(position(later));
  });

  it('lose, repeat and reorder nothing', () => {
    const parts = inParts(all);
    expect(
      parts
        .flatMap(({ objects }) => objects)
        .map(idOf)
        .sort(),
    ).toEqual(all.map(idOf).sort());
    const order = parts.map(({ part }) => PARTS.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(parts.every(({ objects }) => objects.length > 0)).toBe(true);
    for (const { objects } of parts) {
      const positions = objects.map((object) => all.indexOf(object));
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  });

  it('put the Deployment of every component where its name says', () => {
    const waveOfDeployment = (name: string): string =>
      partOf(all.find((m) => m.kind === 'Deployment' && m.metadata.name === name)!).name;
    expect(waveOfDeployment('istio-citadel')).toBe('citadel');
    expect(waveOfDeployment('istio-policy')).toBe('mixer');
    expect(waveOfDeployment('istio-sidecar-injector')).toBe('injector');
    expect(waveOfDeployment('istio-ingressgateway')).toBe('gateways');
    expect(waveOfDeployment('kiali')).toBe('addons');
  });

  it('treat a gateway under any name as a gateway', () => {
    const labels = { 'meshwright.dev/component': 'my-edge' };
    expect(partOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'my-edge', labels } }).name).toBe(
      'gateways',
    );
  });

  it('let only add-ons hold nobody back', () => {
    expect(PARTS.filter(({ holdsNobody }) => holdsNobody).map(({ name }) => name)).toEqual(['addons']);
    expect(PARTS.at(-1)?.name).toBe('addons');
  });
});

describe('deletion', () => {
  const inventory = all.map(idOf);
  const steps = deletionSteps([...new Set(inventory)], all);
  const stepOf = (kind: string, name: string): number =>
    steps.findIndex(({ ids }) => ids.some((id) => refOf(id).kind === kind && refOf(id).name === name));

  it('has a place for every wave', () => {
    expect(unplannedWaves()).toEqual([]);
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
    const deployments = ['istio-ingressgateway', 'istio-policy', 'istio-pilot', 'istio-galley', 'istio-citadel'];
    const order = deployments.map((name) => stepOf('Deployment', name));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
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
      { name: 'bindings, foundation', ids: ['apps/v1/Deployment/ns/gone'] },
    ]);
  });

  it('is never blocked by an object that fits no wave any more', () => {
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
