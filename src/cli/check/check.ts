import pack from '../../../package.json' with { type: 'json' };
import { milliseconds } from '../../core/model/duration.ts';
import { ApiError, KindNotServedError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { systemClock } from '../../runtime/clock.ts';
import { onCluster } from '../input/cluster.ts';
import { lookForOperator } from '../operator/look.ts';
import { foundOf } from '../operator/sighting.ts';
import type { ClusterOptions, OperatorOptions } from '../program/options.ts';
import { serialized, writeLines } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { checkLines } from '../view/tables/check-table.ts';
import { checkAdmission } from './admission.ts';
import { checkCrd, CRD_REF } from './crd.ts';
import { findingsOf, type CheckFinding } from './finding.ts';
import { checkKubernetes } from './kubernetes.ts';
import { checkOperator } from './operator.ts';
import { checkRights } from './rights.ts';
import { checkWebhooks } from './webhooks.ts';

/** Options of `meshwright check`. */
export interface CheckOptions extends ClusterOptions, OperatorOptions {
  readonly wait?: string;
  readonly output: string;
}

const PERIOD_MS = 2000;

/**
 * Prints whether meshes can be installed and are kept; with `--wait` once that is so, or the time is over.
 * @returns 1 when a check failed
 * @throws UsageError when the duration is none
 */
export async function checkCommand(options: CheckOptions, terminal: Terminal): Promise<number> {
  const { wait = '0s', output } = options;
  const until = systemClock.elapsed() + patience(wait);
  const checks = await onCluster(options, terminal, async (client) => {
    for (;;) {
      client.discovery.invalidate();
      const found = await everyCheck(client, options);
      if (!found.some(hasFailed) || systemClock.elapsed() >= until) return found;
      await systemClock.after(PERIOD_MS);
    }
  });
  const failed = checks.some(hasFailed);
  if (output === 'table') writeLines(checkLines(checks, terminal.stdout.columns ?? Infinity), terminal);
  else terminal.stdout.write(serialized({ ok: !failed, checks }, output));
  return failed ? 1 : 0;
}

const hasFailed = ({ state }: CheckFinding): boolean => state === 'failed';

function patience(wait: string): number {
  try {
    return milliseconds(wait);
  } catch (error) {
    throw new UsageError(`--wait: ${JSON.stringify(wait)}: write a duration, for example 30s or 2m`, { cause: error });
  }
}

async function everyCheck(client: KubeClient, options: OperatorOptions): Promise<CheckFinding[]> {
  const sighting = await lookForOperator(client, options);
  const accounts = foundOf(sighting.deployments);
  const checks = await Promise.all([
    allowed('kubernetes', async () => [checkKubernetes(await client.discovery.serverVersion())]),
    allowed('crd', async () => [checkCrd(await client.get(CRD_REF), systemClock.now())]),
    Promise.resolve(checkOperator(sighting, pack.version)),
    ...accounts.map((account) => allowed('rights', async () => [await checkRights(client, account)])),
    allowed('admission', async () => [await checkAdmission(client)]),
    allowed('webhooks', () => checkWebhooks(client)),
  ]);
  return checks.flat();
}

/** What the user may not look at is told as that, and keeps nothing else from being looked at. */
async function allowed(check: string, look: () => Promise<CheckFinding[]>): Promise<CheckFinding[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ApiError) return [findingsOf(check).unknown(error.message)];
    // The check of the CRD says what to do.
    if (error instanceof KindNotServedError) return [];
    throw error;
  }
}
