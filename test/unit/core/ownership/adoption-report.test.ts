import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { adoptionReport, goesAtAdoption, type Pair } from '../../../../src/core/ownership/adoption-report.ts';

const MESH = { mesh: 'mesh', meshes: new Set(['mesh', 'other']), version: '1.4.10' };
const NOTHING = { unknown: [], records: [] };
const config = (data: object, labels: Record<string, string> = {}, kind = 'ConfigMap'): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'istio', namespace: 'ns', labels },
  data,
});
const ours = config({ mesh: 'a' }, { app: 'x', 'meshwright.dev/mesh': 'mesh' });
const theirs = config({ mesh: 'a' }, { app: 'x', release: 'istio' });
const standingOf = (pair: Pair): string => adoptionReport(MESH, [pair], NOTHING).objects[0]!.standing;

const workload = (image: string, more: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istio-pilot', namespace: 'ns' },
  spec: {
    selector: { matchLabels: { istio: 'pilot' } },
    template: { metadata: { labels: { istio: 'pilot' }, ...more }, spec: { containers: [{ name: 'c', image }] } },
  },
});

describe('an object', () => {
  it.each([
    ['equal, whatever marks it has', { manifest: ours, live: theirs }, 'equal'],
    ['different where a field changes', { manifest: ours, live: config({ mesh: 'b' }, { app: 'x' }) }, 'differs'],
    ['different where a field goes', { manifest: ours, live: theirs, goes: [{ path: 'x', pointer: '/x' }] }, 'differs'],
    ['missing', { manifest: ours, live: undefined }, 'missing'],
  ] as const)('is %s', (_what, pair, standing) => {
    expect(standingOf(pair)).toBe(standing);
  });

  it('that nobody asks for stays, and so do the records of Helm', () => {
    const job = config({}, {}, 'Job');
    const { objects } = adoptionReport(MESH, [{ manifest: ours, live: theirs }], {
      unknown: [theirs, job],
      records: [job],
    });
    expect(objects.map(({ object, standing }) => [object, standing])).toEqual([
      ['ConfigMap ns/istio', 'equal'],
      ['Job ns/istio', 'unknown'],
      ['Job ns/istio', 'record'],
    ]);
  });

  it('loses what its installer held, apart from marks that say no more than who installed it or keeps it', () => {
    const fieldsV1 = {
      'f:metadata': {
        'f:annotations': { 'f:meshwright.dev/owner': {} },
        'f:labels': { 'f:release': {}, 'f:app': {} },
      },
      'f:data': { 'f:mesh': {}, 'f:extra': {} },
    };
    const live = config({ mesh: 'a', extra: 'b' }, { app: 'x', release: 'istio' });
    live.metadata.annotations = { 'meshwright.dev/owner': 'uid' };
    live.metadata.managedFields = [{ manager: 'Tiller', operation: 'Update', fieldsV1 }];
    expect(goesAtAdoption(live, ours).map(({ path }) => path)).toEqual(['data.extra']);
  });
});

describe('a workload', () => {
  const kept = (live: Manifest): readonly string[] =>
    adoptionReport(MESH, [{ manifest: workload('pilot:1.4.10'), live }], NOTHING).keepTheirPods;

  it('with other pods keeps them and is not different for that', () => {
    const live = workload('mirror.test/pilot:1.4.10');
    expect(kept(live)).toEqual(['Deployment ns/istio-pilot']);
    expect(standingOf({ manifest: workload('pilot:1.4.10'), live })).toBe('equal');
    expect(kept(workload('pilot:1.4.10', { annotations: { more: 'yes' } }))).toHaveLength(1);
  });

  it('with the same pods has nothing to keep', () => {
    expect(kept(workload('pilot:1.4.10'))).toEqual([]);
  });
});

describe('a mesh', () => {
  it('of another release, or of another MeshInstall, cannot be taken over', () => {
    const rival = config({}, { 'meshwright.dev/mesh': 'other' });
    const pairs = [
      { manifest: workload('pilot:1.4.10'), live: workload('pilot:1.3.8') },
      { manifest: ours, live: rival },
    ];
    const { blocked } = adoptionReport(MESH, pairs, NOTHING);
    expect(blocked).toEqual([expect.stringContaining('MeshInstall "other"'), expect.stringContaining('Istio 1.3.8')]);
  });
});

describe('the words of a report', () => {
  const whatOf = (pair: Pair): string => adoptionReport(MESH, [pair], NOTHING).objects[0]!.what;
  const goes = (...paths: string[]) => paths.map((path) => ({ path, pointer: `/${path}` }));

  it('say what happens to each object', () => {
    expect(whatOf({ manifest: ours, live: undefined })).toBe('is created');
    expect(whatOf({ manifest: ours, live: theirs })).toBe('stays as it is');
    expect(whatOf({ manifest: ours, live: theirs, goes: goes('data.x') })).toBe('data.x goes');
    const differing = config({ mesh: 'b' }, { app: 'x' });
    expect(whatOf({ manifest: ours, live: differing, goes: goes('data.x', 'data.y') })).toBe(
      'data.mesh changes; data.x, data.y go',
    );
    const { objects } = adoptionReport(MESH, [], { unknown: [theirs], records: [theirs] });
    expect(objects.map(({ what }) => what)).toEqual(['stays as it is', 'stays; delete it to make Helm forget']);
  });

  it('name what blocks, and nothing where nothing does', () => {
    const blocked = (pairs: Pair[]) => adoptionReport(MESH, pairs, NOTHING).blocked;
    expect(blocked([{ manifest: ours, live: theirs }])).toEqual([]);
    expect(blocked([{ manifest: ours, live: config({}, { 'meshwright.dev/mesh': 'other' }) }])).toEqual([
      expect.stringMatching(/belongs to MeshInstall "other"/),
    ]);
    const ownPods = { manifest: workload('istio/pilot:1.4.10'), live: workload('istio/pilot:1.2.5') };
    expect(blocked([ownPods])).toEqual([expect.stringMatching(/Istio 1\.2\.5, not 1\.4\.10/)]);
  });

  it('name workloads with pods of another template', () => {
    const kept = (live: Manifest, manifest = workload('istio/pilot:1.4.10')) =>
      adoptionReport(MESH, [{ manifest, live }], NOTHING).keepTheirPods;
    const with_ = (spec: object, metadata: object = { labels: { istio: 'pilot' } }): Manifest => ({
      ...workload('istio/pilot:1.4.10'),
      spec: { template: { metadata, spec: { containers: [{ name: 'c', image: 'istio/pilot:1.4.10' }], ...spec } } },
    });
    expect(kept(with_({}))).toEqual([]);
    for (const live of [
      with_({ initContainers: [{ name: 'i' }] }),
      with_({ volumes: [{ name: 'v' }] }),
      with_({ containers: [{ name: 'c', image: 'istio/pilot:1.4.10' }, { name: 'd' }] }),
      with_({}, { labels: { istio: 'pilot', more: 'x' } }),
      with_({}, { labels: { istio: 'pilot' }, annotations: { more: 'x' } }),
      { ...with_({}), spec: {} },
    ])
      expect(kept(live)).toEqual(['Deployment ns/istio-pilot']);
    expect(kept(config({ mesh: 'b' }), ours)).toEqual([]);
  });
});
