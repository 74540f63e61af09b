import type { ConditionInput } from '../../api/conditions.ts';
import type { ComponentStatus, Failure } from '../../api/status.ts';
import { allReady } from './components.ts';

/** What a change that failed says about Ready, Reconciling and Stalled, until the spec is edited. */
export function failureConditions(failure: Failure, components: readonly ComponentStatus[]): ConditionInput[] {
  const reason = REASONS[failure.outcome];
  const message = `${whatFailed(failure)}; ${whatFollows(failure, components)}`;
  const goesOn = failure.outcome === 'RollingBack';
  return [
    { type: 'Ready', status: 'False', reason, message },
    { type: 'Reconciling', status: goesOn ? 'True' : 'False', reason, message },
    { type: 'Stalled', status: 'True', reason, message },
  ];
}

/** The reason of the conditions, by what became of the failure. */
const REASONS: Readonly<Record<Failure['outcome'], string>> = {
  Paused: 'GateTimeout',
  RollingBack: 'RollingBack',
  RolledBack: 'RolledBack',
  RollbackFailed: 'RollbackFailed',
};

const EDIT = 'edit the spec to try again';

function whatFailed({ from, to, component, message }: Failure): string {
  const what = from === to ? `the change of Istio ${to}` : `Istio ${from} to ${to}`;
  return `${what} failed${component === undefined ? '' : ` at ${component}`}: ${message}`;
}

function whatFollows(failure: Failure, components: readonly ComponentStatus[]): string {
  const back = failure.from === failure.to ? 'the settings before' : failure.from;
  switch (failure.outcome) {
    case 'RollingBack':
      return `going back to ${back}`;
    case 'RolledBack':
      return `went back to ${back}, where ${howItIs(components)}; ${EDIT}`;
    case 'Paused':
      return `stopped there, with ${whatIsWhere(components)}; ${EDIT}`;
    case 'RollbackFailed':
      return `going back to ${back} failed, too: ${failure.rollbackMessage ?? ''}; stopped there, with ${whatIsWhere(components)}; ${EDIT}`;
  }
}

function howItIs(components: readonly ComponentStatus[]): string {
  const unready = components.filter(({ phase }) => phase !== 'Ready');
  if (unready.length === 0) return allReady(components);
  return unready.map(({ name, phase, message = phase }) => `${name} is not ready (${message})`).join(', ');
}

/** What runs of each component, as the cluster has it: `pilot pilot:1.4.10 1/1`. */
function whatIsWhere(components: readonly ComponentStatus[]): string {
  return components
    .map(({ name, image, ready }) => `${name} ${image.slice(image.lastIndexOf('/') + 1)} (${ready})`)
    .join(', ');
}
