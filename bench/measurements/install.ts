import { spawnSync } from 'node:child_process';
import { onNewCluster, type BenchCluster } from '../cluster/bench-cluster.ts';
import { installByHelm } from '../cluster/helm.ts';
import { installByKubectl } from '../cluster/kubectl.ts';
import { meshOf, objectsOf, request, untilReady } from '../cluster/meshes.ts';
import { withOperator } from '../cluster/operator-process.ts';
import { processorRows, withProcessor, type ProcessorTime } from '../cluster/processor-time.ts';
import { installRaw } from '../cluster/raw.ts';
import type { Finding, Measurement, Run } from '../measurement.ts';
import { alternate, timed, type Contestant } from '../numbers/rounds.ts';
import { median } from '../numbers/statistics.ts';

const ROUNDS = 5;
const PROFILES = ['demo', 'default'] as const;
type Profile = (typeof PROFILES)[number];

/** A first installation against the least that the cluster takes, and against what people would type. */
export const install: Measurement = {
  name: 'install',
  title: 'A first installation',
  meaning:
    'From `kubectl apply` of a MeshInstall to Ready, each time on a new cluster on which the operator runs already. ' +
    'The limit: the same objects sent side by side, with no gate between them, until all pods are available. It ' +
    'creates CRDs and namespaces first and leaves webhooks out, without which nothing works. kubectl and helm get the ' +
    'same objects as files, CRDs first. helm is measured where it is in PATH. Processor time is that of all processes ' +
    'until the mesh is Ready; client is the operator, or what sends raw. Where all cores are busy, time is processor time ' +
    'divided by the cores.',
  measure: async (run) => {
    const findings: Finding[] = [];
    for (const profile of run.quick ? PROFILES.slice(1) : PROFILES)
      findings.push(...(await installationOf(profile, run)));
    return findings;
  },
};

async function installationOf(profile: Profile, { quick, note }: Run): Promise<Finding[]> {
  const objects = objectsOf(meshOf(profile));
  const rounds = quick ? 1 : ROUNDS;
  const spent: Record<'meshwright' | 'limit', ProcessorTime[]> = { meshwright: [], limit: [] };
  const onNew =
    (work: (on: BenchCluster) => Promise<number>): Contestant =>
    () =>
      onNewCluster({}, work);
  const contestants: Record<string, Contestant> = {
    meshwright: onNew((on) => installByOperator(on, profile, spent.meshwright)),
    limit: onNew(({ client }) => withProcessor(spent.limit, [], () => timed(() => installRaw(client, objects)))),
    kubectl: onNew(({ cluster }) => installByKubectl(cluster, objects)),
    ...(isInPath('helm') && { helm: onNew(({ cluster }) => installByHelm(cluster, objects)) }),
  };
  const times = await alternate(contestants, rounds, (name, round) =>
    note(`${profile}, round ${round} of ${rounds}: ${name}`),
  );
  const medians = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
  const { meshwright: value = 0 } = medians;
  const processor = [`apply to Ready, profile ${profile}`, AGAINST.limit.against] as const;
  const shares = processorRows(`install-${profile}`, ...processor, spent.meshwright, spent.limit);
  const found = Object.entries(AGAINST).map(([rival, { suffix, what, against }]): Finding => {
    const row = { id: `install-${profile}${suffix}`, what: `apply to Ready, profile ${profile}${what}` };
    const baseline = medians[rival];
    if (baseline === undefined) return { ...row, skipped: `${rival} is not in PATH` };
    return { ...row, value, unit: 'ms', against: { what: against, value: baseline }, samples: rounds };
  });
  return [...found, ...shares];
}

const AGAINST = {
  limit: { suffix: '', what: '', against: 'the limit' },
  kubectl: { suffix: '-kubectl', what: ', against kubectl', against: 'kubectl apply --server-side, wait' },
  helm: { suffix: '-helm', what: ', against helm', against: 'helm install --wait' },
};

/** The operator runs already, as it does where people apply a MeshInstall. */
function installByOperator(
  { cluster, client }: BenchCluster,
  profile: Profile,
  spent: ProcessorTime[],
): Promise<number> {
  const mesh = meshOf(profile);
  return withOperator(cluster.kubeconfigPath, ({ pid }) =>
    withProcessor(spent, [pid], () =>
      timed(async () => {
        await request(client, mesh);
        await untilReady(client, [mesh]);
      }),
    ),
  );
}

const isInPath = (program: string): boolean => spawnSync(program, ['version']).status === 0;
