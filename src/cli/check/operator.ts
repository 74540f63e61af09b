import { foundOf, leadersOf, type OperatorSighting } from '../operator/sighting.ts';
import { findingsOf, type CheckFinding } from './finding.ts';

/** Whether one operator runs, and only one; `version` is that of this program. */
export function checkOperator(sighting: OperatorSighting, version: string): CheckFinding[] {
  return [running(sighting), ...installed(sighting), skew(sighting, version)];
}

function running({ state, message, remedy = '', leases }: OperatorSighting): CheckFinding {
  const { ok, failed, unknown, warning } = findingsOf('operator');
  if (state === 'Unknown') return unknown(message);
  if (state !== 'Running') return failed(message, remedy);
  const live = leadersOf(leases);
  if (live.length > 1) return failed(`several act at once: ${message}`, 'remove all but one of them');
  if (live.length === 0) return warning(message, 'let it elect a leader, so that a second one waits');
  return ok(message);
}

function installed({ deployments }: OperatorSighting): CheckFinding[] {
  const { ok, failed, warning, unknown } = findingsOf('deployment');
  if ('hidden' in deployments) return [unknown(deployments.hidden)];
  return deployments.found.map(({ namespace, name, ready, wanted, problem }) => {
    const counted = `${namespace}/${name}: ${ready} of ${wanted} ready`;
    if (ready >= wanted && wanted > 0) return ok(counted);
    const why = problem === undefined ? counted : `${counted}: ${problem}`;
    const remedy = `kubectl -n ${namespace} describe deployment,pods -l app.kubernetes.io/name=meshwright`;
    return ready === 0 ? failed(why, remedy) : warning(why, remedy);
  });
}

/** A Lease says what runs; the label of a Deployment only what was meant to. */
function skew({ leases, deployments }: OperatorSighting, version: string): CheckFinding {
  const { ok, warning, unknown } = findingsOf('versions');
  const [leader] = leadersOf(leases);
  const theirs = leader?.version ?? foundOf(deployments)[0]?.version;
  if (theirs === undefined) return unknown(`this program is ${version}; which one the operator is nobody says`);
  if (theirs === version) return ok(`operator and this program are ${version}`);
  return warning(
    `the operator is ${theirs}, this program ${version}`,
    `what this program renders, plans and compares is what ${version} would do: use ${theirs}, or upgrade the operator`,
  );
}
