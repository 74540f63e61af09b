import { timestamp } from '../../../api/conditions.ts';
import type { Authority } from '../../../core/rotation/authority.ts';
import { isComplete, type RotationPlan, type RotationStep, type StepState } from '../../../core/rotation/plan.ts';
import { span, wrapText, type Line, type Style } from '../line.ts';

/** Whose root changes, from what to what. */
export interface RotationSubject {
  readonly mesh: string;
  readonly current: Authority;
  readonly target?: Authority;
  readonly back: boolean;
}

const MARKS: Readonly<Record<StepState, readonly [mark: string, style: Style]>> = {
  done: ['✔', 'green'],
  next: ['→', 'yellow'],
  waits: ['…', 'yellow'],
  later: ['·', 'dim'],
};

const WAIT = 'Nothing to do but to wait; look again in a minute.';
/** Of namespaces that are labelled so, from 1.3 on; and of a citadel that is gone. */
const ABANDONED = "A Secret that citadel never issues again, as its namespace is none of citadel's, has to be deleted.";

/** Narrower than this nothing can be read. */
const NARROWEST = 30;
const INDENT = 12;

/** The plan of a change of the root: from what to what, and a few lines for each step. */
export function rotationLines(subject: RotationSubject, plan: RotationPlan, columns: number): Line[] {
  const wrapped = (text: string): Line[] =>
    wrapText(text, Math.max(NARROWEST, columns - 1)).map((line) => [span(line)]);
  return [
    ...wrapped(titleOf(subject, plan)),
    [span('')],
    ...plan.steps.flatMap((step) => stepLines(step, columns)),
    [span('')],
    ...wrapped(nextOf(subject, plan)),
  ];
}

function titleOf({ mesh, current, target, back }: RotationSubject, plan: RotationPlan): string {
  const signs = `mesh "${mesh}" signs under ${described(current)}`;
  if (target === undefined) return `${signs}. No change is under way.`;
  if (isComplete(plan)) return `${signs}. The last change is complete.`;
  return `${signs}, and changes ${back ? 'back ' : ''}to ${described(target)}.`;
}

const described = ({ root, secret }: Authority): string =>
  `${JSON.stringify(root.subject.split('\n').join(', '))} (Secret ${secret}, ends on ${timestamp(root.validToDate)})`;

function stepLines({ name, state, does, missing, back }: RotationStep, columns: number): Line[] {
  const [mark, style] = MARKS[state];
  const indent = ' '.repeat(INDENT);
  const width = Math.max(NARROWEST, columns - INDENT - 1);
  const [first = '', ...rest] = wrapText(does, width);
  const below = [
    ...rest,
    ...missing.flatMap((text) => wrapText(`${state}: ${text}`, width)),
    ...(state === 'next' || state === 'waits' ? wrapText(`way back: ${back}`, width) : []),
  ];
  return [
    [span(mark, style), span(` ${name.padEnd(INDENT - 2)}${first}`)],
    ...below.map((text): Line => [span(indent + text)]),
  ];
}

function nextOf({ mesh, target, back }: RotationSubject, plan: RotationPlan): string {
  const command = `meshwright certificates rotate ${mesh}${back ? ' --back' : ''}`;
  if (target !== undefined && isComplete(plan)) return `A new change begins with: ${command} --step trust`;
  const step = plan.steps.find(({ state }) => state === 'next' || state === 'waits');
  if (step?.state === 'waits') return step.name === 'restart' ? WAIT : `${WAIT} ${ABANDONED}`;
  const instead =
    target === undefined && !back
      ? ` A root that only ends is renewed with its key in one step: meshwright certificates renew ${mesh}`
      : '';
  return `Next: ${command} --step ${step?.name ?? 'trust'}${instead && `.${instead}`}`;
}
