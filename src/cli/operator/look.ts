import { OPERATOR_NAME, OPERATOR_NAMESPACE } from '../../api/meshinstall.ts';
import { ApiError, ConnectionError } from '../../kube/errors.ts';
import { sightLeases } from '../../kube/lease/sighting.ts';
import type { KubeClient } from '../../kube/operations.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { OperatorOptions } from '../program/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { sightDeployments } from './deployments.ts';
import { judge, leadersOf, type Looked, type OperatorSighting } from './sighting.ts';

/** Looks for the operator: its Lease and its Deployment. What may not be read is told, and no error. */
export async function lookForOperator(
  client: KubeClient,
  { operatorNamespace: namespace }: OperatorOptions,
  signal?: AbortSignal,
): Promise<OperatorSighting> {
  const query = { client, clock: systemClock, name: OPERATOR_NAME, namespace, fallback: OPERATOR_NAMESPACE };
  const [leases, deployments] = await Promise.all([
    looked(sightLeases(query, signal)),
    looked(sightDeployments(client, namespace)),
  ]);
  return judge(leases, deployments, systemClock.now());
}

async function looked<T>(reading: Promise<T[]>): Promise<Looked<T>> {
  try {
    return { found: await reading };
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof ConnectionError)) throw error;
    return { hidden: error.message };
  }
}

/** Says on standard error when no operator runs, or nobody can tell: what was asked for waits for one. */
export async function warnOfOperator(
  client: KubeClient,
  options: OperatorOptions,
  { stderr }: Pick<Terminal, 'stderr'>,
): Promise<OperatorSighting> {
  const sighting = await lookForOperator(client, options);
  const warning = warningOf(sighting);
  if (warning !== undefined) stderr.write(`warning: ${warning}\n`);
  return sighting;
}

/** Undefined where one operator runs. */
export function warningOf({ state, message, remedy, leases }: OperatorSighting): string | undefined {
  if (state === 'Running')
    return leadersOf(leases).length > 1 ? `several operators act at once: ${message}` : undefined;
  return `${message}${remedy === undefined ? '' : `; ${remedy}`}`;
}
