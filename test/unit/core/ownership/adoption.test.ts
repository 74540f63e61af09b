import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import {
  ADOPTED_TEMPLATE,
  besideLive,
  claimOf,
  editedTemplate,
  endsPreserving,
  inClaimOrder,
  PRESERVED_TEMPLATE,
} from '../../../../src/core/ownership/adoption.ts';
import { OWNER_ANNOTATION } from '../../../../src/core/ownership/ownership.ts';

const owner = { mesh: 'mesh', uid: 'uid-1' };
const PODS = { istio: 'galley', app: 'galley' };
const workload = (image: string, selector: Record<string, string> = { istio: 'galley' }, labels = PODS): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istio-galley', namespace: 'ns', labels: { 'meshwright.dev/mesh': 'mesh' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: selector },
    template: { metadata: { labels }, spec: { containers: [{ name: 'galley', image }] } },
  },
});
const HELM = { istio: 'galley', app: 'galley', chart: 'galley', heritage: 'Tiller', release: 'istio' };
const found = (selector = HELM): Manifest => {
  const live = workload('galley:theirs', selector, HELM);
  return { ...live, metadata: { ...live.metadata, labels: { release: 'istio' }, resourceVersion: '7' } };
};

interface Operation {
  readonly path: string;
  readonly value: Record<string, string>;
}

/** The live object after the claim. */
function claimed(manifest: Manifest, live: Manifest): Manifest {
  const operations = claimOf(manifest, live, owner) as Operation[];
  const valueAt = (path: string): Record<string, string> => operations.find((o) => o.path === path)?.value ?? {};
  const [labels, annotations] = [valueAt('/metadata/labels'), valueAt('/metadata/annotations')];
  return { ...live, metadata: { ...live.metadata, labels, annotations } };
}

describe('a claim', () => {
  it('writes label, owner, the template that was adopted and the one that is kept, beside what is there', () => {
    const { metadata } = claimed(workload('galley:1'), found());
    expect(metadata.labels).toEqual({ release: 'istio', 'meshwright.dev/mesh': 'mesh' });
    expect(metadata.annotations).toEqual({
      [OWNER_ANNOTATION]: 'uid-1',
      [ADOPTED_TEMPLATE]: expect.stringMatching(/^[0-9a-f]{16}$/),
      [PRESERVED_TEMPLATE]: JSON.stringify((found()['spec'] as { template: unknown }).template),
    });
  });

  it('touches metadata and nothing else', () => {
    const operations = claimOf(workload('galley:1'), found(), owner) as Operation[];
    expect(operations.filter(({ path }) => !path.startsWith('/metadata/'))).toEqual([]);
  });
});

describe('a claim on a role', () => {
  const role = (rules: object[]): Manifest => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'istio-pilot', labels: { 'meshwright.dev/mesh': 'mesh' } },
    rules,
  });

  it('brings our rules with it: nobody may touch a role that grants more than they hold', () => {
    const ours = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
    const theirs = [...ours, { apiGroups: ['extensions'], resources: ['thirdpartyresources'], verbs: ['*'] }];
    expect(claimOf(role(ours), role(theirs), owner)).toContainEqual({ op: 'add', path: '/rules', value: ours });
  });

  it('comes before all others, and bindings come last', () => {
    const kinds = ['ClusterRoleBinding', 'Service', 'ClusterRole', 'Deployment', 'RoleBinding', 'Role'];
    expect(inClaimOrder(kinds, (kind) => kind)).toEqual([
      ['ClusterRole', 'Role'],
      ['Service', 'Deployment'],
      ['ClusterRoleBinding', 'RoleBinding'],
    ]);
  });
});

describe('a workload that was taken over', () => {
  const live = claimed(workload('galley:1'), found());

  it('keeps its pods and selector while what we would send is the same, and may change otherwise', () => {
    const sent = besideLive(workload('galley:1'), live);
    expect(sent['spec']).toEqual({ replicas: 1 });
    expect(sent.metadata.annotations?.[ADOPTED_TEMPLATE]).toBe(live.metadata.annotations?.[ADOPTED_TEMPLATE]);
    expect(endsPreserving(sent, live)).toBe(false);
  });

  it('gets our pods with another image or setting, which its selector still finds', () => {
    const sent = besideLive(workload('galley:2'), live);
    expect(sent['spec']).toMatchObject({
      selector: { matchLabels: HELM },
      template: { metadata: { labels: HELM }, spec: { containers: [{ image: 'galley:2' }] } },
    });
    expect(sent.metadata.annotations?.[ADOPTED_TEMPLATE]).toBeUndefined();
    expect(endsPreserving(sent, live)).toBe(true);
  });

  it('keeps our own selector where the one that is there contradicts our pods', () => {
    const other = { ...live, spec: { ...(live['spec'] as object), selector: { matchLabels: { app: 'other' } } } };
    expect(besideLive(workload('galley:2'), other)).toEqual(workload('galley:2'));
  });
});

describe('a kept pod template', () => {
  const live = claimed(workload('galley:1'), found());
  const sent = besideLive(workload('galley:1'), live);
  const withTemplate = (template: object): Manifest => ({ ...live, spec: { ...(live['spec'] as object), template } });
  const kept = { metadata: { labels: HELM }, spec: { containers: [{ name: 'galley', image: 'galley:theirs' }] } };

  it('is restored where somebody edits it', () => {
    const containers = [{ name: 'galley', image: 'galley:by-hand' }];
    const drift = {
      path: 'spec.template.spec.containers[galley].image',
      want: 'galley:theirs',
      have: 'galley:by-hand',
    };
    expect(editedTemplate(sent, withTemplate({ ...kept, spec: { containers } }))).toEqual({ kept, drift });
  });

  it('stays where nothing, or only something beside it, is new', () => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': 'now' };
    expect(editedTemplate(sent, live)).toBeUndefined();
    const restarted = withTemplate({ ...kept, metadata: { labels: HELM, annotations } });
    expect(editedTemplate(sent, restarted)).toBeUndefined();
  });

  it('is not restored any more when ours is sent, or when the note of it is damaged', () => {
    const edited = withTemplate({ ...kept, spec: { containers: [] } });
    expect(editedTemplate(besideLive(workload('galley:2'), edited), edited)).toBeUndefined();
    for (const note of ['{', '7', '{}']) {
      const annotations = { ...edited.metadata.annotations, [PRESERVED_TEMPLATE]: note };
      const damaged = { ...edited, metadata: { ...edited.metadata, annotations } };
      expect(editedTemplate(sent, damaged)).toBeUndefined();
    }
  });
});

describe('what was never taken over', () => {
  it('is sent as it is rendered', () => {
    const manifest = workload('galley:1');
    expect(besideLive(manifest, undefined)).toBe(manifest);
    expect(besideLive(manifest, workload('galley:0'))).toBe(manifest);
    const service = { ...manifest, apiVersion: 'v1', kind: 'Service' };
    expect(besideLive(service, found())).toBe(service);
  });
});

describe('a claim in detail', () => {
  const config = (metadata: Partial<Manifest['metadata']> = {}): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a', namespace: 'ns', ...metadata },
  });
  const marked = config({ labels: { 'meshwright.dev/mesh': 'mesh', app: 'a' } });

  it('takes the account of fields over where others hold some, and leaves it out where they do not', () => {
    const held = config({ managedFields: [{ manager: 'helm', operation: 'Update', fieldsV1: { 'f:data': {} } }] });
    expect(claimOf(marked, held, owner).map((operation) => (operation as { path: string }).path)).toEqual([
      '/metadata/labels',
      '/metadata/annotations',
      '/metadata/managedFields',
    ]);
    expect(claimOf(marked, held, owner)[2]).toMatchObject({ op: 'add', value: [{ manager: 'meshwright' }] });
    expect(claimOf(marked, config(), owner)).toEqual([
      { op: 'add', path: '/metadata/labels', value: { 'meshwright.dev/mesh': 'mesh' } },
      { op: 'add', path: '/metadata/annotations', value: { [OWNER_ANNOTATION]: 'uid-1' } },
    ]);
  });

  it('gives a role its rules, and none where it has none', () => {
    const role: Manifest = { ...marked, apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' };
    expect(claimOf(role, role, owner).at(-1)).toEqual({ op: 'add', path: '/rules', value: [] });
  });

  it('is known by names that earlier releases wrote', () => {
    expect([ADOPTED_TEMPLATE, PRESERVED_TEMPLATE]).toEqual([
      'meshwright.dev/adopted-template',
      'meshwright.dev/kept-template',
    ]);
  });
});

describe('a template that was kept', () => {
  const KEPT = { spec: { containers: [{ name: 'galley', image: 'galley:theirs' }] } };
  const withNote = (note: string | undefined, template: object = { spec: {} }): Manifest => ({
    ...workload('galley:1'),
    metadata: { name: 'a', ...(note !== undefined && { annotations: { [PRESERVED_TEMPLATE]: note } }) },
    spec: { template },
  });
  const unsent: Manifest = { ...workload('galley:1'), spec: { replicas: 1 } };

  it('is edited where it is no longer as it was, and only while ours is not sent', () => {
    const edited = withNote(JSON.stringify(KEPT), { spec: { containers: [{ name: 'galley', image: 'edited' }] } });
    expect(editedTemplate(unsent, edited)).toMatchObject({
      kept: KEPT,
      drift: { path: expect.any(String) as unknown },
    });
    expect(editedTemplate(unsent, withNote(JSON.stringify(KEPT), KEPT))).toBeUndefined();
    expect(editedTemplate(workload('galley:1'), edited)).toBeUndefined();
    expect(editedTemplate(unsent, undefined)).toBeUndefined();
  });

  it.each([undefined, 'no JSON', 'null', '1', '"spec"', '{}', '[]'])('is not known where the note is %s', (note) => {
    expect(editedTemplate(unsent, withNote(note))).toBeUndefined();
    const { annotations: _, ...metadata } = withNote(note).metadata;
    expect(editedTemplate(unsent, { ...withNote(note), metadata })).toBeUndefined();
  });

  it('is given up when what was noted is noted no more', () => {
    const noted = { ...unsent, metadata: { name: 'a', annotations: { [ADOPTED_TEMPLATE]: 'x' } } };
    expect(endsPreserving(unsent, noted)).toBe(true);
    expect(endsPreserving(noted, noted)).toBe(false);
    expect(endsPreserving(unsent, unsent)).toBe(false);
    expect(endsPreserving(unsent, undefined)).toBe(false);
  });
});

describe('a selector that is there', () => {
  const spec = (live: Manifest, labels?: Record<string, string>) =>
    besideLive(workload('galley:1', { istio: 'galley' }, labels as typeof PODS), live)['spec'] as {
      selector: { matchLabels: object };
      template: { metadata: { labels: object } };
    };

  it('is kept only where all of it may stand on our pods', () => {
    const fits = workload('x', { istio: 'galley', chart: 'c' });
    expect(spec(fits).selector.matchLabels).toEqual({ istio: 'galley', chart: 'c' });
    expect(spec(fits).template.metadata.labels).toEqual({ ...PODS, chart: 'c' });
    const contradicts = workload('x', { chart: 'c', istio: 'other' });
    expect(spec(contradicts).selector.matchLabels).toEqual({ istio: 'galley' });
    expect(spec(workload('x', {})).selector.matchLabels).toEqual({ istio: 'galley' });
  });

  it('stands on templates without labels, too', () => {
    const named = { ...workload('galley:1'), spec: { template: {}, selector: {} } };
    expect(besideLive(named, workload('x', { a: 'b' }))['spec']).toMatchObject({
      template: { metadata: { labels: { a: 'b' } } },
    });
  });
});
