import type { Manifest } from '../../src/api/manifest.ts';
import { idOf, refOf } from '../../src/core/model/object-id.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { ApiError } from '../../src/kube/errors.ts';
import { onNewCluster } from '../cluster/bench-cluster.ts';
import { meshOf, objectsOf, request, untilReady } from '../cluster/meshes.ts';
import { withOperator } from '../cluster/operator-process.ts';
import { until } from '../cluster/until.ts';
import type { Measurement } from '../measurement.ts';
import { median, quantile } from '../numbers/statistics.ts';
import { drifts, editOf, valueAt, type Drift, type Leaf } from './drift.ts';

const DRIFTS = 200;
const MESH = meshOf('demo');

/** How soon what somebody changed is as it was. */
export const repair: Measurement = {
  name: 'repair',
  title: 'Drift',
  meaning:
    'From before an object of a Ready mesh (profile demo) is edited or deleted until a watch sees it as it was. 100 ' +
    'deletions and 100 edits of values, drawn at random from all objects, the same in every run; the next begins when ' +
    'the mesh is Ready. Edits that the apiserver refuses are drawn again; namespaces and CRDs are not deleted.',
  measure: ({ quick, note, random }) =>
    onNewCluster({}, ({ cluster, client }) =>
      withOperator(cluster.kubeconfigPath, async () => {
        await request(client, MESH);
        await untilReady(client, [MESH]);
        const times: number[] = [];
        const wanted = quick ? 4 : DRIFTS;
        for (const drift of drifts(objectsOf(MESH), random)) {
          if (times.length === wanted) break;
          note(
            `${times.length + 1} of ${wanted}: ${drift.leaf === undefined ? 'delete' : 'edit'} ${idOf(drift.object)}`,
          );
          const time = await timeOf(client, drift);
          if (time !== undefined) times.push(time);
          await untilReady(client, [MESH]);
        }
        const samples = times.length;
        return [
          { id: 'repair-median', what: 'drift to repair, median', value: median(times), unit: 'ms', samples },
          { id: 'repair-p99', what: 'drift to repair, p99', value: quantile(times, 0.99), unit: 'ms', samples },
        ];
      }),
    ),
};

/** Milliseconds until it is repaired; undefined if the apiserver refused the edit. */
async function timeOf(client: KubeClient, { object, leaf }: Drift): Promise<number | undefined> {
  const ref = refOf(idOf(object));
  const before = await client.get(ref);
  const begin = performance.now();
  const isRepaired =
    leaf === undefined ? await deleted(client, object, before) : await edited(client, object, before, leaf);
  if (isRepaired === undefined) return undefined;
  const namespace = object.metadata.namespace;
  const one = { ...(namespace !== undefined && { namespace }), fieldSelector: `metadata.name=${object.metadata.name}` };
  await until(client, object, (live) => live.some(isRepaired), one);
  return performance.now() - begin;
}

type IsRepaired = (live: Manifest) => boolean;

async function deleted(client: KubeClient, object: Manifest, before: Manifest | undefined): Promise<IsRepaired> {
  await client.delete(refOf(idOf(object)));
  return ({ metadata }) => metadata.uid !== before?.metadata.uid;
}

async function edited(
  client: KubeClient,
  object: Manifest,
  before: Manifest | undefined,
  leaf: Leaf,
): Promise<IsRepaired | undefined> {
  try {
    await client.patch(refOf(idOf(object)), editOf(leaf), { type: 'merge', fieldManager: 'somebody' });
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
  return (live) => valueAt(live, leaf.path) === valueAt(before, leaf.path);
}
