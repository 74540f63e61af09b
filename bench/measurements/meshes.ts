import type { Manifest } from '../../src/api/manifest.ts';
import { idOf } from '../../src/core/model/object-id.ts';
import { onNewCluster } from '../cluster/bench-cluster.ts';
import { nodesForMeshes } from '../cluster/capacity.ts';
import { costOf, costRows, type Cost } from '../cluster/cost.ts';
import { minimalMeshes, objectsOf, request, untilReady } from '../cluster/meshes.ts';
import { withOperator } from '../cluster/operator-process.ts';
import { processorRows, withProcessor, type ProcessorTime } from '../cluster/processor-time.ts';
import { installRaw } from '../cluster/raw.ts';
import type { Finding, Measurement, Row, Run } from '../measurement.ts';
import { alternate, timed } from '../numbers/rounds.ts';
import { median } from '../numbers/statistics.ts';

/** How many meshes, and in how many rounds. */
const FLEETS: readonly (readonly [count: number, rounds: number])[] = [
  [1, 5],
  [10, 5],
  [100, 3],
  [500, 1],
];
const QUICK = [[1, 1]] as const;

const RAW = 'the same objects raw';

/** How many meshes are added one after the other, to see what one costs. */
const ADDED = 5;

/** What many meshes cost together. */
export const meshes: Measurement = {
  name: 'meshes',
  title: 'Many meshes',
  meaning:
    'Meshes of profile minimal, each in its own namespace, asked for all at once until all are Ready. The operator has ' +
    'the heap that Node chooses under the memory limit of deploy/operator.yaml. Throughput: objects per second, against ' +
    'the same objects sent raw until all pods are available. Requests are those of the operator, beginnings of watches ' +
    'included; the delay is what its event loop was late by; memory is the most that it ever had. 1 and 10 meshes are ' +
    'measured five times, 100 three times and 500 once, because a round takes minutes. Afterwards five meshes are added ' +
    'one after the other, each when the operator has told all Events of what it did before: what one costs beside 500, ' +
    'against what it costs beside one. Processor time is as above.',
  measure: async (run) => {
    const findings: Finding[] = [];
    const added: Cost[][] = [];
    for (const [count, rounds] of run.quick ? QUICK : FLEETS) {
      const fleets = await measured(count, rounds, run);
      findings.push(...fleets.rows);
      added.push(fleets.added);
    }
    return run.quick ? findings : [...findings, ...additionRows(added.at(0) ?? [], added.at(-1) ?? [])];
  },
};

async function measured(count: number, rounds: number, { note }: Run): Promise<{ rows: Finding[]; added: Cost[] }> {
  const objects = distinct(minimalMeshes(count).flatMap(objectsOf));
  const nodes = nodesForMeshes(count + ADDED);
  const [costs, added]: [Cost[], Cost[]] = [[], []];
  const spent: Record<'meshwright' | 'raw', ProcessorTime[]> = { meshwright: [], raw: [] };
  const contestants = {
    meshwright: async () => {
      const fleet = await byOperator(count, nodes, spent.meshwright);
      costs.push(fleet.cost);
      added.push(...fleet.added);
      return fleet.cost.ms;
    },
    raw: () =>
      onNewCluster({ nodes }, ({ client }) =>
        withProcessor(spent.raw, [], () => timed(() => installRaw(client, objects))),
      ),
  };
  const tell = (name: string, round: number): void => note(`${count}, round ${round} of ${rounds}: ${name}`);
  const times = await alternate(contestants, rounds, tell);
  const [id, what] = [`meshes-${count}`, count === 1 ? '1 mesh' : `${count} meshes`];
  const rows = fleetRows(id, what, objects.length, times);
  const shares = processorRows(id, what, RAW, spent.meshwright, spent.raw);
  return { rows: [...rows, ...costRows(id, what, count, costs), ...shares], added };
}

const byOperator = (count: number, nodes: number, spent: ProcessorTime[]): Promise<{ cost: Cost; added: Cost[] }> =>
  onNewCluster({ nodes }, ({ cluster, client }) =>
    withOperator(cluster.kubeconfigPath, async (operator) => {
      const install = (some: ReturnType<typeof minimalMeshes>): Promise<Cost> =>
        costOf(operator, async () => {
          await Promise.all(some.map((mesh) => request(client, mesh)));
          await untilReady(client, some);
        });
      const cost = await withProcessor(spent, [operator.pid], () => install(minimalMeshes(count)));
      const added: Cost[] = [];
      for (const mesh of minimalMeshes(ADDED, undefined, count)) {
        await operator.quiet();
        added.push(await install([mesh]));
      }
      return { cost, added };
    }),
  );

/** How long it took, and how many objects a second that is, against the same raw. */
function fleetRows(
  id: string,
  what: string,
  objects: number,
  times: Readonly<Record<'meshwright' | 'raw', readonly number[]>>,
): Row[] {
  const [ms, rawMs] = [median(times.meshwright), median(times.raw)];
  const samples = times.meshwright.length;
  const against = (value: number) => ({ what: RAW, value });
  const perSecond = (time: number): number => (objects / time) * 1000;
  const seconds = { value: ms / 1000, unit: 's', against: against(rawMs / 1000), samples } as const;
  const speed = { value: perSecond(ms), unit: 'objects/s', against: against(perSecond(rawMs)), samples } as const;
  return [
    { id: `${id}-time`, what: `${what}: until all are Ready`, ...seconds },
    { id: `${id}-throughput`, what: `${what}: throughput`, ...speed },
  ];
}

/** What one more mesh costs, beside the fewest and beside the most. */
function additionRows(few: readonly Cost[], many: readonly Cost[]): Row[] {
  const row = (read: (cost: Cost) => number) => ({
    value: median(many.map(read)),
    against: { what: 'one more beside one', value: median(few.map(read)) },
    samples: many.length,
  });
  return [
    { id: 'meshes-501-time', what: 'one more beside 500: until Ready', unit: 'ms', ...row(({ ms }) => ms) },
    { id: 'meshes-501-requests', what: 'one more beside 500: requests', unit: 'requests', ...row((c) => c.requests) },
  ];
}

/** CRDs are the same in all meshes. */
const distinct = (objects: readonly Manifest[]): Manifest[] => [
  ...new Map(objects.map((object) => [idOf(object), object])).values(),
];
