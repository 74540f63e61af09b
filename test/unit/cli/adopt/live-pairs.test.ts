import { describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../../src/api/components.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { leftoversOf } from '../../../../src/cli/adopt/live-pairs.ts';
import { describeObject } from '../../../../src/core/model/object-id.ts';
import type { KindRef, KubeClient, ListOptions, ServedKind } from '../../../../src/kube/operations.ts';
import { refusal } from '../../../support/recording-client.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const NAMESPACE = 'istio-system';

type Labels = Readonly<Record<string, string>>;

function object(kind: string, name: string, labels: Labels = {}, more: Partial<Manifest['metadata']> = {}): Manifest {
  const apiVersion = { Job: 'batch/v1', ClusterRole: RBAC }[kind] ?? 'v1';
  const place = kind === 'ClusterRole' ? {} : { namespace: NAMESPACE };
  return { apiVersion, kind, metadata: { name, ...place, labels, ...more } };
}

const served = ['ClusterRole', 'ConfigMap', 'Job', 'Pod', 'Secret', 'Service', 'ServiceAccount'].map(
  (kind): ServedKind => ({
    apiVersion: object(kind, '').apiVersion,
    kind,
    resource: `${kind.toLowerCase()}s`,
    namespaced: kind !== 'ClusterRole',
    subresources: [],
  }),
);

/** True for labels that a selector of `key=value` and `key in (a,b)` means. */
const means = (selector: string, labels: Labels): boolean =>
  selector.split(/,(?![^(]*\))/).every((term) => {
    const [, key = '', values = ''] = /^(\S+?)(?:=| in \()([^)]*)\)?$/.exec(term) ?? [];
    return values.split(',').includes(labels[key] ?? 'none');
  });

/** A cluster that answers lists of metadata; a kind that may not be listed has nothing to show. */
function cluster(objects: readonly Manifest[], hidden?: string): KubeClient {
  const list = ({ kind }: KindRef, { labelSelector = '', namespace, metadataOnly }: ListOptions) => {
    if (kind === hidden) return Promise.reject(refusal(403, 'Forbidden'));
    if (metadataOnly !== true) return Promise.reject(new Error('whole objects are nobody’s business'));
    const items = objects.filter(
      ({ kind: its, metadata }) =>
        its === kind &&
        (namespace === undefined || metadata.namespace === namespace) &&
        (labelSelector === '' || means(labelSelector, metadata.labels ?? {})),
    );
    return Promise.resolve({ items, resourceVersion: '1' });
  };
  return { discovery: { servedKinds: () => Promise.resolve(served) }, list } as unknown as KubeClient;
}

async function leftOf(
  live: Manifest,
  objects: readonly Manifest[],
  meshes: readonly string[] = ['mesh'],
  hidden?: string,
) {
  const pairs = [{ manifest: live, live }];
  const surroundings = { namespace: NAMESPACE, meshes: new Set(meshes) };
  const { unknown, records } = await leftoversOf(cluster([live, ...objects], hidden), pairs, surroundings);
  return { unknown: unknown.map(describeObject), records: records.map(describeObject) };
}

describe('what is left beside a mesh of Helm', () => {
  const OF_RELEASE = { release: 'istio' };
  const PILOT = object('Service', 'istio-pilot', OF_RELEASE);

  it('is everything of its release, and what its charts make without a label, each once', async () => {
    const unlabelled = [object('Job', 'istio-init-crd-10'), object('ServiceAccount', 'istio-multi')];
    const labelled = [object('ConfigMap', 'old', OF_RELEASE), object('ServiceAccount', 'init', { app: 'istio-init' })];
    const others = [object('Job', 'of-somebody'), object('ConfigMap', 'theirs', { release: 'shop' })];
    expect(await leftOf(PILOT, [...unlabelled, ...labelled, ...others])).toEqual({
      unknown: [
        'Job istio-system/istio-init-crd-10',
        'ConfigMap istio-system/old',
        'Service istio-system/istio-pilot',
        'ServiceAccount istio-system/init',
        'ServiceAccount istio-system/istio-multi',
      ],
      records: [],
    });
  });

  it('is what Helm remembers of the release and of istio-init, apart', async () => {
    const records = [
      object('ConfigMap', 'istio.v1', { OWNER: 'TILLER', NAME: 'istio' }),
      object('Secret', 'sh.helm.release.v1.istio-init.v1', { owner: 'helm', name: 'istio-init' }),
      object('Secret', 'sh.helm.release.v1.shop.v1', { owner: 'helm', name: 'shop' }),
    ];
    expect((await leftOf(PILOT, records)).records).toEqual([
      'ConfigMap istio-system/istio.v1',
      'Secret istio-system/sh.helm.release.v1.istio-init.v1',
    ]);
  });

  it('is nothing that another object owns, or that is made from others', async () => {
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Service', name: 'istio-pilot', uid: 'u' }];
    const derived = [object('ConfigMap', 'owned', OF_RELEASE, { ownerReferences }), object('Pod', 'p', OF_RELEASE)];
    expect((await leftOf(PILOT, derived)).unknown).toEqual(['Service istio-system/istio-pilot']);
  });

  it('is what may be seen, where not every kind may be listed', async () => {
    const { unknown } = await leftOf(PILOT, [object('ConfigMap', 'old', OF_RELEASE)], ['mesh'], 'Secret');
    expect(unknown).toContain('ConfigMap istio-system/old');
  });
});

describe('what is left of a MeshInstall', () => {
  const of = (mesh: string): Labels => ({ [LABELS.mesh]: mesh });
  const SERVICE = object('Service', 'istio-pilot', of('gone'));
  const REST = object('ClusterRole', 'istio-pilot-istio-system', of('gone'));

  it('is everything that it made, where it is gone', async () => {
    const { unknown } = await leftOf(SERVICE, [REST, object('ConfigMap', 'of-mesh', of('mesh'))]);
    expect(unknown).toEqual(['ClusterRole istio-pilot-istio-system', 'Service istio-system/istio-pilot']);
  });

  it('is nothing while it is there: it is its own', async () => {
    expect(await leftOf(SERVICE, [REST], ['mesh', 'gone'])).toEqual({ unknown: [], records: [] });
  });
});
