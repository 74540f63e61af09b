import { onNewCluster } from '../cluster/bench-cluster.ts';
import { meshOf, objectsOf, request, untilReady } from '../cluster/meshes.ts';
import { withOperator } from '../cluster/operator-process.ts';
import { installRaw } from '../cluster/raw.ts';
import type { Measurement } from '../measurement.ts';
import { alternate, timed } from '../numbers/rounds.ts';
import { median } from '../numbers/statistics.ts';

const ROUNDS = 5;
const [OLD, NEW] = [meshOf('demo', '1.3.8'), meshOf('demo', '1.4.10')];

/** One hop of a mesh that works. */
export const upgrade: Measurement = {
  name: 'upgrade',
  title: 'An upgrade',
  meaning:
    'From the edit of `spec.version` of a Ready mesh (profile demo) from 1.3.8 to 1.4.10 until it is Ready again, each ' +
    'time on a new cluster. For comparison: the objects of 1.4.10 sent raw over those of 1.3.8, all at once. That ' +
    'gives up what an upgrade is careful about, and so there is no budget: old and new programs meet in any order.',
  measure: async ({ quick, note }) => {
    const rounds = quick ? 1 : ROUNDS;
    const tell = (name: string, round: number): void => note(`round ${round} of ${rounds}: ${name}`);
    const times = await alternate({ meshwright: byOperator, raw: byRaw }, rounds, tell);
    const against = { what: 'all objects at once', value: median(times.raw) };
    const what = 'upgrade from 1.3.8 to 1.4.10 until Ready';
    return [{ id: 'upgrade', what, value: median(times.meshwright), unit: 'ms', against, samples: rounds }];
  },
};

const byOperator = (): Promise<number> =>
  onNewCluster({}, ({ cluster, client }) =>
    withOperator(cluster.kubeconfigPath, async () => {
      await request(client, OLD);
      await untilReady(client, [OLD]);
      return timed(async () => {
        await request(client, NEW);
        await untilReady(client, [NEW]);
      });
    }),
  );

const byRaw = (): Promise<number> =>
  onNewCluster({}, async ({ client }) => {
    await installRaw(client, objectsOf(OLD));
    return timed(() => installRaw(client, objectsOf(NEW)));
  });
