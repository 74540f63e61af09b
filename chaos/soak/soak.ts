import { onNewCluster } from '../../bench/cluster/bench-cluster.ts';
import { objectsOf, request, untilReady, type Mesh } from '../../bench/cluster/meshes.ts';
import { withOperator, type OperatorProcess } from '../../bench/cluster/operator-process.ts';
import { drifts, editOf, type Drift } from '../../bench/measurements/drift.ts';
import { pick, seededRandom } from '../../bench/numbers/seeded-random.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { idOf, refOf } from '../../src/core/model/object-id.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { ApiError } from '../../src/kube/errors.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Sample } from './sample.ts';

/** What is wanted of a soak. */
export interface SoakOptions {
  readonly seed: number;
  readonly ms: number;
  /** Told what happens. */
  readonly note: (text: string) => void;
}

const PLAIN: MeshInstallSpec = { version: '1.4.10' };

/** What the user of the mesh changes their mind between. */
const SPECS: readonly MeshInstallSpec[] = [
  PLAIN,
  { ...PLAIN, components: { pilot: { replicas: 2 } } },
  { ...PLAIN, components: { grafana: { enabled: true } } },
  { ...PLAIN, components: { galley: { replicas: 2 }, kiali: { enabled: true } } },
];

/** The share of what happens that is an edit of the spec; the rest is drift. */
const EDITS = 0.15;
const PAUSE_MS = { from: 200, to: 2500 };
const LOOK_MS = 1000;

/** Lets people and programs edit a mesh at random, and looks at the operator meanwhile. */
export function soak({ seed, ms, note }: SoakOptions): Promise<Sample[]> {
  return onNewCluster({}, ({ cluster, client }) =>
    withOperator(cluster.kubeconfigPath, async (operator) => {
      const mesh = { name: 'mesh', spec: PLAIN };
      await request(client, mesh);
      await untilReady(client, [mesh]);
      const over = AbortSignal.timeout(ms);
      const looking = look(operator, over);
      const last = await meddle({ client, random: seededRandom(seed), note }, over);
      const samples = await looking;
      await untilReady(client, [last]);
      return samples;
    }),
  );
}

interface Meddling {
  readonly client: KubeClient;
  readonly random: () => number;
  readonly note: SoakOptions['note'];
}

/** Edits the spec and what was made of it until the signal aborts. @returns the mesh as it was asked for last */
async function meddle({ client, random, note }: Meddling, over: AbortSignal): Promise<Mesh> {
  let mesh: Mesh = { name: 'mesh', spec: PLAIN };
  const drift = drifts(objectsOf(mesh), random);
  while (!over.aborted) {
    if (random() < EDITS) {
      mesh = { ...mesh, spec: pick(SPECS, random) };
      note(`edit the spec: ${JSON.stringify(mesh.spec.components ?? {})}`);
      await request(client, mesh);
    } else await suffer(client, drift.next().value as Drift, note);
    const pause = PAUSE_MS.from + random() * (PAUSE_MS.to - PAUSE_MS.from);
    await systemClock.after(pause, over).catch(() => undefined);
  }
  return mesh;
}

async function suffer(client: KubeClient, { object, leaf }: Drift, note: SoakOptions['note']): Promise<void> {
  const ref = refOf(idOf(object));
  note(leaf === undefined ? `delete ${idOf(object)}` : `edit ${leaf.path.join('.')} of ${idOf(object)}`);
  try {
    if (leaf === undefined) await client.delete(ref);
    else await client.patch(ref, editOf(leaf), { type: 'merge', fieldManager: 'somebody' });
  } catch (error) {
    // Not every edit is one that the apiserver takes, and not everything is there all the time.
    if (!(error instanceof ApiError)) throw error;
  }
}

async function look(operator: OperatorProcess, over: AbortSignal): Promise<Sample[]> {
  const samples: Sample[] = [];
  const begin = systemClock.elapsed();
  let { requests } = await operator.usage();
  while (!over.aborted) {
    await systemClock.after(LOOK_MS, over).catch(() => undefined);
    const usage = await operator.usage();
    samples.push({
      seconds: (systemClock.elapsed() - begin) / 1000,
      memory: usage.residentBytes / 2 ** 20,
      requests: usage.requests - requests,
      delay: usage.delayP99Seconds * 1000,
    });
    ({ requests } = usage);
  }
  return samples;
}
