import type { RequestCount } from '../../devcluster/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { onNewCluster, type BenchCluster } from '../cluster/bench-cluster.ts';
import { inFolder } from '../cluster/files.ts';
import { meshOf, request, untilReady } from '../cluster/meshes.ts';
import { withOperator, type OperatorProcess } from '../cluster/operator-process.ts';
import { startRelay, type Relay } from '../cluster/relay.ts';
import type { Finding, Measurement } from '../measurement.ts';

const MESH = meshOf('demo');

/** As the operator calls itself in the audit log. */
const USER_AGENT = /^meshwright\b(?!-)/;

/** Until what a new mesh causes is over: endpoints, leases, the last statuses of pods. */
const SETTLE_MINUTES = 0.5;
const MINUTES = 5;

/** What it costs that nothing happens. */
export const rest: Measurement = {
  name: 'rest',
  title: 'At rest',
  meaning:
    'A Ready mesh (profile demo) that nobody touches, for 5 minutes, half a minute after it became Ready. Requests are ' +
    "those of the apiserver's audit log; bytes are those on the wire in both directions, TLS, lease and watches " +
    'included; memory is the most that the process ever had.',
  measure: ({ quick, note }) =>
    onNewCluster({ audit: true }, (on) =>
      inFolder(async (folder) => {
        const relay = await startRelay(on.cluster, folder);
        const leading = ['--leader-elect', '--namespace', 'default'];
        const watchIt = (operator: OperatorProcess) => observe(on, operator, relay, quick ? 0.05 : 1, note);
        return withOperator(relay.kubeconfigPath, watchIt, leading).finally(relay.stop);
      }),
    ),
};

async function observe(
  { cluster, client }: BenchCluster,
  operator: OperatorProcess,
  relay: Relay,
  scale: number,
  note: (text: string) => void,
): Promise<Finding[]> {
  await request(client, MESH);
  await untilReady(client, [MESH]);
  note('settling');
  await systemClock.after(SETTLE_MINUTES * scale * 60_000);
  const look = async () => ({
    requests: byPurpose(await cluster.requestCounts()),
    bytes: relay.bytes(),
    cpuMs: (await operator.usage()).cpuSeconds * 1000,
  });
  const before = await look();
  const minutes = MINUTES * scale;
  note(`nothing happens for ${minutes} minutes`);
  await systemClock.after(minutes * 60_000);
  const after = await look();
  const perMinute = (of: (moment: typeof before) => number): number => (of(after) - of(before)) / minutes;
  const samples = 1;
  const unit = 'requests/min';
  return [
    {
      id: 'rest-requests',
      what: 'requests besides lease and watches',
      value: perMinute(({ requests }) => requests.others + requests.version),
      unit,
      samples,
    },
    {
      id: 'rest-version',
      what: 'of these, for its version',
      value: perMinute((m) => m.requests.version),
      unit,
      samples,
    },
    { id: 'rest-lease', what: 'requests for the lease', value: perMinute((m) => m.requests.lease), unit, samples },
    { id: 'rest-watches', what: 'watches that begin anew', value: perMinute((m) => m.requests.watch), unit, samples },
    { id: 'rest-bytes', what: 'bytes', value: perMinute((m) => m.bytes), unit: 'bytes/min', samples },
    { id: 'rest-cpu', what: 'processor time', value: perMinute((m) => m.cpuMs), unit: 'ms/min', samples },
    { id: 'rest-memory', what: 'memory, most', value: await operator.peakMemory(), unit: 'MiB', samples },
  ];
}

/** The operator's requests, by what they are for. */
export function byPurpose(counts: readonly RequestCount[]) {
  const sums = { lease: 0, watch: 0, version: 0, others: 0 };
  for (const { userAgent, verb, resource, count } of counts) {
    if (!USER_AGENT.test(userAgent)) continue;
    if (resource === 'leases.coordination.k8s.io') sums.lease += count;
    else if (verb === 'watch') sums.watch += count;
    else if (resource === '/version') sums.version += count;
    else sums.others += count;
  }
  return sums;
}
