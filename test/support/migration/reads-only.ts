import type { AuditEvent } from '../../../devcluster/control-plane/audit.ts';
import { COMMAND_LINE_MANAGER } from '../../../src/api/meshinstall.ts';
import type { TestCluster } from '../cluster.ts';
import { commandLine, type Outcome } from '../command-line.ts';

/** Every command of `meshwright migrate`. */
const COMMANDS = [
  'assess',
  'assess -o markdown',
  'convert --root-namespace istiod',
  'values',
  'values --for sail',
  'plan',
  'plan -o markdown',
  'status',
];

const READS = ['get', 'list', 'watch'];

/** What the commands did to a cluster. */
export interface Asked {
  readonly outcomes: readonly (Outcome & { readonly command: string })[];
  /** Requests by the account of the apiserver, which has to write an audit log. */
  readonly requests: number;
  readonly writes: readonly AuditEvent[];
}

/** Runs a command of `meshwright migrate` on a cluster. */
export const migrate = ({ cluster }: Pick<TestCluster, 'cluster'>, command: string): Promise<Outcome> =>
  commandLine(['migrate', ...command.split(' '), '--kubeconfig', cluster.kubeconfigPath]);

/** Runs all of them, and asks the audit log what they asked for. */
export async function askedByMigrate(test: Pick<TestCluster, 'cluster'>): Promise<Asked> {
  const outcomes = [];
  for (const command of COMMANDS) outcomes.push({ command, ...(await migrate(test, command)) });
  const events = await test.cluster.auditLog();
  const ours = events.filter(({ userAgent = '' }) => userAgent.startsWith(COMMAND_LINE_MANAGER));
  return { outcomes, requests: ours.length, writes: ours.filter(({ verb }) => !READS.includes(verb)) };
}
