import { inParts } from '../../src/core/model/graph.ts';
import { ROUTES } from '../../src/operator/pass/routes.ts';
import { onNewCluster } from '../cluster/bench-cluster.ts';
import { meshOf, objectsOf, request, untilReady, type Mesh } from '../cluster/meshes.ts';
import { withOperator } from '../cluster/operator-process.ts';
import type { Finding, Measurement, Run } from '../measurement.ts';
import { alternate, timed } from '../numbers/rounds.ts';
import { median } from '../numbers/statistics.ts';
import { longestChain } from './longest-chain.ts';

const ROUNDS = 5;

/** So many that hardly a pod finds an image which another one has pulled: that would be faster than the limit. */
const NODES = 60;

/** What a node takes for an image, in milliseconds. */
const PULL_MS = { least: 2000, most: 6000 };

/** A first installation where images take their time. */
export const pulls: Measurement = {
  name: 'pulls',
  title: 'A first installation with image pulls',
  meaning:
    'The same where every image takes a node between 2 and 6 seconds to pull, each image always the same. The limit: ' +
    'the longest chain of parts that need each other, with the pulls of their pods and nothing else.',
  measure: async (run) => [await withPulls('demo', run), await withPulls('default', run)],
};

async function withPulls(profile: 'demo' | 'default', { quick, note, random }: Run): Promise<Finding> {
  const mesh = meshOf(profile);
  const timeOf = pullTimes(random);
  const parts = inParts(objectsOf(mesh), ROUTES.needsOn({ to: mesh.spec.version, rest: [] }));
  const limit = longestChain(parts, timeOf);
  const rounds = quick ? 1 : ROUNDS;
  const tell = (_: string, round: number): void => note(`${profile}, round ${round} of ${rounds}`);
  const { meshwright } = await alternate({ meshwright: () => installed(mesh, timeOf) }, rounds, tell);
  return {
    id: `pulls-${profile}`,
    what: `apply to Ready with image pulls, profile ${profile}`,
    value: median(meshwright) / 1000,
    unit: 's',
    against: { what: 'the longest chain of pulls', value: limit / 1000 },
    samples: rounds,
  };
}

const installed = (mesh: Mesh, timeOf: (image: string) => number): Promise<number> =>
  onNewCluster({ nodes: NODES }, async ({ cluster, client }) => {
    await cluster.setImagePulls(timeOf);
    return withOperator(cluster.kubeconfigPath, () =>
      timed(async () => {
        await request(client, mesh);
        await untilReady(client, [mesh]);
      }),
    );
  });

/** A time for each image, drawn when it is first asked for. */
function pullTimes(random: () => number): (image: string) => number {
  const times = new Map<string, number>();
  return (image) => {
    const time = times.get(image) ?? Math.round(PULL_MS.least + random() * (PULL_MS.most - PULL_MS.least));
    times.set(image, time);
    return time;
  };
}
