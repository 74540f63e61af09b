import { onNewCluster } from '../cluster/bench-cluster.ts';
import { nodesForMeshes } from '../cluster/capacity.ts';
import { costOf, costRows, type Cost } from '../cluster/cost.ts';
import { minimalMeshes, request, untilReady } from '../cluster/meshes.ts';
import { withOperator } from '../cluster/operator-process.ts';
import type { Measurement } from '../measurement.ts';
import { median } from '../numbers/statistics.ts';

const COUNT = 100;
const ROUNDS = 3;

/** Many hops at once. */
export const fleetUpgrade: Measurement = {
  name: 'fleet-upgrade',
  title: 'Many meshes upgraded at once',
  meaning:
    '100 Ready meshes of profile minimal, each in its own namespace, from the edit of all their versions from 1.3.8 to ' +
    '1.4.10 until all are Ready again. Three times, because a round takes minutes.',
  measure: async ({ quick, note }) => {
    const count = quick ? 2 : COUNT;
    const rounds = quick ? 1 : ROUNDS;
    const costs: Cost[] = [];
    for (let round = 1; round <= rounds; round++) {
      note(`round ${round} of ${rounds}`);
      costs.push(await upgradeOf(count));
    }
    const what = `${count} meshes upgraded`;
    const value = median(costs.map(({ ms }) => ms)) / 1000;
    return [
      { id: 'fleet-upgrade-time', what: `${what}: until all are Ready`, value, unit: 's', samples: rounds },
      ...costRows('fleet-upgrade', what, count, costs),
    ];
  },
};

const upgradeOf = (count: number): Promise<Cost> =>
  onNewCluster({ nodes: nodesForMeshes(count) }, ({ cluster, client }) =>
    withOperator(cluster.kubeconfigPath, async (operator) => {
      const change = async (version: string): Promise<void> => {
        const all = minimalMeshes(count, version);
        await Promise.all(all.map((mesh) => request(client, mesh)));
        await untilReady(client, all);
      };
      await change('1.3.8');
      return costOf(operator, () => change('1.4.10'));
    }),
  );
