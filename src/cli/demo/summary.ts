import type { MeshInstallStatus } from '../../api/status.ts';
import { duration } from '../view/format.ts';
import { span, type Line } from '../view/line.ts';

const heading = (text: string): Line => [span(`  ${text}`, 'bold')];

/** The result in a few lines: how long it took, and where the gateways are. */
export function summary(name: string, status: MeshInstallStatus, tookMs: number): Line[] {
  const gateways = status.gateways ?? [];
  const width = Math.max(0, ...gateways.map((gateway) => gateway.name.length));
  return [
    [],
    [
      span('  ✓ ', 'green'),
      span(`${name} is Ready`, 'bold'),
      span(`: ${status.ready ?? ''} components, ${duration(tookMs)} from apply to Ready`),
    ],
    ...gateways.map((gateway): Line => [
      span(`    ${gateway.name.padEnd(width)}  `),
      span(gateway.addresses.length === 0 ? 'no address yet' : gateway.addresses.join(' '), 'cyan'),
    ]),
  ];
}

/** What the commands below are written for. */
export interface HintsContext {
  readonly name: string;
  readonly namespace: string;
  readonly kubeconfig: string;
  /** Folder of kubectl, where PATH has none. */
  readonly kubectlFolder: string | undefined;
  /** True where pods are simulated. */
  readonly simulated: boolean;
}

/** A line of the shell, and what it is for. */
interface Hint {
  readonly why: string;
  readonly commands: readonly string[];
}

function hintsFor({ name, namespace }: HintsContext): Hint[] {
  const grafana = JSON.stringify({ spec: { components: { grafana: { enabled: false } } } });
  return [
    { why: 'the status in one line, and the whole story', commands: [`kubectl get mi ${name}`, 'kubectl get events'] },
    {
      why: 'delete a part and watch it come back',
      commands: [`kubectl -n ${namespace} delete deployment istio-pilot`],
    },
    { why: 'switch Grafana off', commands: [`kubectl patch mi ${name} --type=merge \\`, `  -p '${grafana}'`] },
    { why: 'change anything else; kubectl explain mi.spec lists it', commands: [`kubectl edit mi ${name}`] },
    { why: 'take the mesh down, in order; and install it again', commands: [`kubectl delete mi ${name}`, APPLY_AGAIN] },
  ];
}

/** How the mesh of the demo is applied by hand. */
const APPLY_AGAIN = 'kubectl apply --server-side -f examples/demo.yaml';

/** What to try next, as commands to copy. */
export function tryNext(context: HintsContext): Line[] {
  const { kubeconfig, kubectlFolder, simulated } = context;
  const path = kubectlFolder === undefined ? [] : [`export PATH="${kubectlFolder}:$PATH"`];
  const simulation = 'Simulated here: nodes, pods, citadel, webhooks and load balancers.';
  return [
    [],
    heading('Try next, in another terminal'),
    ...[`export KUBECONFIG=${kubeconfig}`, ...path].map((command): Line => [span(`    ${command}`)]),
    ...hintsFor(context).flatMap(({ why, commands }): Line[] => [
      [span(`    # ${why}`, 'dim')],
      ...commands.map((command): Line => [span(`    ${command}`)]),
    ]),
    ...(simulated ? [[], [span(`  ${simulation}`, 'dim')]] : []),
    [],
  ];
}

/** What is left behind on a cluster that was given to us. */
export function leftBehind(name: string, server: string): Line[] {
  return [
    [],
    [span(`  ${name} stays installed on ${server}; the operator is stopped, so nothing repairs it now.`)],
    [span('  To keep it:   npx meshwright run', 'dim')],
    [span(`  To remove it: kubectl delete mi ${name}, while the operator runs`, 'dim')],
  ];
}
