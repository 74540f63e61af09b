import type { SeenLease } from '../../kube/lease/sighting.ts';
import { OPERATOR_NAME } from '../../api/meshinstall.ts';
import { age } from '../view/format.ts';
import type { SeenDeployment } from './deployments.ts';

/**
 * - `Running`: somebody renews the Lease, or pods are ready that need none
 * - `NotRunning`: there was or should be an operator, and none works
 * - `NotSeen`: neither Lease nor Deployment; an operator without leader election outside of the cluster is not seen
 * - `Unknown`: the user may not look
 */
export type OperatorState = 'Running' | 'NotRunning' | 'NotSeen' | 'Unknown';

/** What could be read, or why it could not. */
export type Looked<T> = { readonly found: readonly T[] } | { readonly hidden: string };

/** Whether an operator runs, and what there is of it. */
export interface OperatorSighting {
  readonly state: OperatorState;
  /** One sentence, without its full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
  readonly leases: Looked<SeenLease>;
  readonly deployments: Looked<SeenDeployment>;
}

/** Makes sense of what was seen; `now` in milliseconds since the epoch. */
export function judge(leases: Looked<SeenLease>, deployments: Looked<SeenDeployment>, now: number): OperatorSighting {
  const seen = { leases, deployments };
  const held = foundOf(leases);
  const installed = foundOf(deployments);
  const live = leadersOf(leases);
  const [unled] = installed.filter(({ elects, ready }) => ready > 0 && (!elects || 'hidden' in leases));
  if (live.length > 0)
    return { state: 'Running', message: live.map((lease) => leads(lease, now)).join(', and '), ...seen };
  if (unled !== undefined)
    return {
      state: 'Running',
      message: `${named(unled)} has ${counted(unled)} ready, without a Lease to be seen`,
      ...seen,
    };
  if (held.length + installed.length > 0) {
    const why = [...held.map((lease) => silence(lease, now)), ...installed.map(absence)].join('; ');
    return { state: 'NotRunning', message: `no operator is running: ${why}`, remedy: remedyFor(installed), ...seen };
  }
  const [hidden] = [leases, deployments].flatMap((look) => ('hidden' in look ? [look.hidden] : []));
  if (hidden !== undefined)
    return { state: 'Unknown', message: `cannot tell whether an operator is running: ${hidden}`, ...seen };
  return { state: 'NotSeen', message: NOT_SEEN, remedy: 'docs/install.md says how to run one', ...seen };
}

const NOT_SEEN =
  `no operator is seen: there is neither a Lease nor a Deployment of the name ${OPERATOR_NAME}; ` +
  'one that runs without leader election beside the cluster is not seen';

/** What was found; nothing where nobody may look. */
export const foundOf = <T>(look: Looked<T>): readonly T[] => ('found' in look ? look.found : []);

/** Leases whose holders renew them. */
export const leadersOf = (leases: Looked<SeenLease>): SeenLease[] => foundOf(leases).filter(({ live }) => live);

const leads = ({ namespace, holder, version, renewedAt }: SeenLease, now: number): string =>
  `${podOf(holder)} leads in ${namespace}${version === undefined ? '' : ` (${version})`}, ` +
  `its Lease renewed ${age(now - renewedAt)} ago`;

/** A holder is called after its pod, and something that tells it from others of the same name. */
export const podOf = (holder: string): string => holder.replace(/_[0-9a-f-]{36}$/, '');

const silence = ({ namespace, holder, renewedAt }: SeenLease, now: number): string =>
  holder === ''
    ? `the Lease ${namespace}/${OPERATOR_NAME} was given up ${age(now - renewedAt)} ago`
    : `the Lease ${namespace}/${OPERATOR_NAME} was last renewed ${age(now - renewedAt)} ago, by ${podOf(holder)}`;

const named = ({ namespace, name }: SeenDeployment): string => `Deployment ${namespace}/${name}`;

const counted = ({ ready, wanted }: SeenDeployment): string => `${ready} of ${wanted}`;

function absence(deployment: SeenDeployment): string {
  const { wanted, problem } = deployment;
  if (wanted === 0) return `${named(deployment)} is scaled to 0`;
  return `${named(deployment)} has ${counted(deployment)} ready${problem === undefined ? '' : `: ${problem}`}`;
}

function remedyFor([deployment]: readonly SeenDeployment[]): string {
  if (deployment === undefined) return 'start it again, or install it as docs/install.md says';
  const { namespace, name, wanted } = deployment;
  if (wanted === 0) return `kubectl -n ${namespace} scale deployment/${name} --replicas=1`;
  return `kubectl -n ${namespace} describe pods -l app.kubernetes.io/name=${OPERATOR_NAME} says more`;
}
