import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstall } from '../../src/api/meshinstall.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { onNewCluster } from '../cluster/bench-cluster.ts';
import { nodesForPods } from '../cluster/capacity.ts';
import { KIND, meshOf, request, untilReady } from '../cluster/meshes.ts';
import { withOperator, type OperatorProcess } from '../cluster/operator-process.ts';
import { until } from '../cluster/until.ts';
import type { Measurement, Row } from '../measurement.ts';
import { median } from '../numbers/statistics.ts';

const COUNT = 5000;
const PASSES = 50;
const MESH = meshOf('demo');
const POD = { apiVersion: 'v1', kind: 'Pod' };
const ACCOUNT = { apiVersion: 'v1', kind: 'ServiceAccount' };
const NAMESPACE = 'shop';

/** A big data plane under one mesh. */
export const proxies: Measurement = {
  name: 'proxies',
  title: 'Many proxies',
  meaning:
    'A Ready mesh (profile demo) with 5,000 running pods that have its sidecar. How long a pass of the operator takes ' +
    'that finds nothing to do: the median of fifty, each after a label was changed that is not ours, against ' +
    'the same before the pods are there; and the most memory that the operator ever had.',
  measure: ({ quick, note }) => {
    const count = quick ? 20 : COUNT;
    const passes = quick ? 3 : PASSES;
    return onNewCluster({ nodes: nodesForPods(count) }, ({ cluster, client }) =>
      withOperator(
        cluster.kubeconfigPath,
        async (operator) => {
          await request(client, MESH);
          await untilReady(client, [MESH]);
          note('passes without pods');
          const before = await passesOf(operator, client, passes);
          const memory = await operator.peakMemory();
          note(`starting ${count} pods`);
          await startPods(client, count);
          note(`passes with ${count} pods`);
          const after = await passesOf(operator, client, passes);
          return rowsOf(count, { before, after }, { before: memory, after: await operator.peakMemory() });
        },
        ['--log-level', 'debug'],
      ),
    );
  },
};

function rowsOf(
  count: number,
  passes: Readonly<Record<'before' | 'after', readonly number[]>>,
  memory: Readonly<Record<'before' | 'after', number>>,
): Row[] {
  const none = (value: number) => ({ what: 'without these pods', value });
  const pass = { value: median(passes.after), against: none(median(passes.before)), samples: passes.after.length };
  const most = { value: memory.after, against: none(memory.before), samples: 1 };
  return [
    { id: 'proxies-pass', what: `${count} proxies: a pass`, unit: 'ms', ...pass },
    { id: 'proxies-memory', what: `${count} proxies: memory, most`, unit: 'MiB', ...most },
  ];
}

/** How long passes take that a change causes which concerns nobody. */
async function passesOf(operator: OperatorProcess, client: KubeClient, count: number): Promise<number[]> {
  const pilot = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'istio-system', name: 'istio-pilot' };
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const pass = operator.nextPass(MESH.name);
    const touched = { metadata: { labels: { touched: String(performance.now()) } } };
    await client.patch(pilot, touched, { type: 'merge', fieldManager: 'somebody' });
    times.push(await pass);
  }
  return times;
}

/** Resolves once all pods run and the status of the mesh has counted them. */
async function startPods(client: KubeClient, count: number): Promise<void> {
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  // The apiserver refuses pods before their account is there, which a controller makes.
  await until(client, ACCOUNT, (live) => live.length > 0, { namespace: NAMESPACE });
  const pods = Array.from({ length: count }, (_, i) => podOf(`pod-${i}`));
  await Promise.all(pods.map((pod) => client.create(pod)));
  const isRunning = ({ status }: Manifest): boolean => (status as { phase?: string } | undefined)?.phase === 'Running';
  await until(client, POD, (live) => live.length === count && live.every(isRunning), { namespace: NAMESPACE });
  const isCounted = ({ status }: MeshInstall): boolean => (status?.dataPlane?.proxies ?? 0) >= count;
  await until<MeshInstall>(client, KIND, (live) => live.some(isCounted));
}

/** As the injector leaves it. */
const podOf = (name: string): Manifest => ({
  ...POD,
  metadata: { name, namespace: NAMESPACE, labels: { app: 'shop' }, annotations: { 'sidecar.istio.io/status': '{}' } },
  spec: {
    containers: [
      { name: 'shop', image: 'example.test/shop:1' },
      {
        name: 'istio-proxy',
        image: `docker.io/istio/proxyv2:${MESH.spec.version}`,
        args: ['proxy', 'sidecar', '--discoveryAddress', 'istio-pilot.istio-system:15010'],
      },
    ],
  },
});
