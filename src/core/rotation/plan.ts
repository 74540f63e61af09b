import { workloadKey, type WorkloadRef } from '../model/proxy.ts';
import { amountOf, someOf } from '../model/wording.ts';
import type { Authority } from './authority.ts';
import { isSameKey } from './authority.ts';
import { positionOf, type Position, type RotationInput } from './position.ts';
import type { Issued } from './issued.ts';
import type { Reader } from './readers.ts';

/** The steps of a change of the root, in their order. `restart` comes twice: before anybody presents what is new, and after. */
export const STEPS = ['trust', 'restart', 'issue', 'restart', 'retire'] as const;

/** The name of a step, as `--step` takes it. */
export type StepName = (typeof STEPS)[number];

/**
 * - `done`: nothing is missing
 * - `next`: somebody has to begin it
 * - `waits`: it began, and goes on by itself
 * - `later`: a step before it is not done
 */
export type StepState = 'done' | 'next' | 'waits' | 'later';

/** One step of the plan. */
export interface RotationStep {
  readonly name: StepName;
  readonly state: StepState;
  /** What it does, as a sentence without a full stop. */
  readonly does: string;
  /** Who or what still holds it back; empty when it is done or has not begun. */
  readonly missing: readonly string[];
  /** How to go back from after it. */
  readonly back: string;
}

/** A change of the root, and where it is. */
export interface RotationPlan {
  readonly steps: readonly RotationStep[];
  /** What to restart now; empty unless a restart is next. */
  readonly restart: readonly WorkloadRef[];
}

interface Outline {
  readonly name: StepName;
  readonly does: string;
  readonly back: string;
  readonly isDone: (view: View) => boolean;
  /** It has been begun: what is missing comes by itself. */
  readonly hasBegun: (view: View) => boolean;
  readonly missing: (view: View) => readonly string[];
}

/** What outlines look at; without a target nothing has begun. */
interface View extends Position {
  readonly input: RotationInput;
  readonly target: Authority;
}

const BACK = 'rotate --back, step by step';

const OUTLINES: readonly Outline[] = [
  {
    name: 'trust',
    does: 'adds the new root beside the old one; citadel goes on to sign with the old, and hands out both',
    back: `${BACK}: the new root is taken out again`,
    isDone: ({ input, target, notTrusting }) =>
      signsWith(input, target) || (trusts(input, target) && none(notTrusting)),
    hasBegun: ({ input, target }) => trusts(input, target),
    missing: ({ notTrusting }) =>
      ofSecrets(notTrusting, 'does not hold the new root yet', 'do not hold the new root yet'),
  },
  {
    name: 'restart',
    does: 'restarts what reads roots only when it starts, so that everybody trusts both',
    back: 'nothing to take back',
    isDone: ({ input, target, late, reading }) => signsWith(input, target) || (none(late) && none(reading)),
    hasBegun: ({ late }) => none(late),
    missing: ({ late, reading }) => ofPods(late, reading),
  },
  {
    name: 'issue',
    does: 'lets citadel sign with the new authority; it issues every certificate again within a minute of its start',
    back: `${BACK}: both roots are trusted, so the old authority can sign again`,
    isDone: ({ input, target, notSigned }) => signsWith(input, target) && none(notSigned),
    hasBegun: ({ input, target }) => signsWith(input, target),
    missing: ({ notSigned }) =>
      ofSecrets(notSigned, 'is still signed under the old root', 'are still signed under the old root'),
  },
  {
    name: 'restart',
    does: 'restarts what reads certificates only when it starts, so that nobody presents an old one',
    back: 'nothing to take back',
    // What is retired needs no restarts, however often certificates are issued again later.
    isDone: ({ input, late, reading }) => input.current.roots.length === 1 || (none(late) && none(reading)),
    hasBegun: ({ late }) => none(late),
    missing: ({ late, reading }) => ofPods(late, reading),
  },
  {
    name: 'retire',
    does: 'takes the old root out of what citadel hands out',
    back: `${BACK}, from the first on`,
    isDone: ({ input, stillTrusting }) => input.current.roots.length === 1 && none(stillTrusting),
    hasBegun: ({ input }) => input.current.roots.length === 1,
    missing: ({ stillTrusting }) => ofSecrets(stillTrusting, 'still holds the old root', 'still hold the old root'),
  },
];

/** Where a change of the root is, and what comes next. Steps are done in their order only. */
export function rotationPlan(input: RotationInput): RotationPlan {
  const { target } = input;
  const view = target && { input, target, ...positionOf(input, target) };
  const steps: RotationStep[] = [];
  for (const outline of OUTLINES) {
    const { name, does, back } = outline;
    const isReady = steps.every(({ state }) => state === 'done');
    const state = isReady ? stateOf(outline, view) : 'later';
    steps.push({ name, state, does, back, missing: view && isReady ? missingOf(outline, view, state) : [] });
  }
  const isRestart = steps.some(({ name, state }) => name === 'restart' && state === 'next');
  return { steps, restart: isRestart && view ? workloadsOf(view.late) : [] };
}

/** True when the target signs, alone, and everybody knows. */
export const isComplete = ({ steps }: RotationPlan): boolean => steps.every(({ state }) => state === 'done');

function stateOf({ isDone, hasBegun }: Outline, view: View | undefined): StepState {
  if (view === undefined) return 'next';
  if (isDone(view)) return 'done';
  return hasBegun(view) ? 'waits' : 'next';
}

const missingOf = ({ name, missing }: Outline, view: View, state: StepState): readonly string[] =>
  state === 'waits' || (state === 'next' && name === 'restart') ? missing(view) : [];

const none = (list: readonly unknown[]): boolean => list.length === 0;
const signsWith = ({ current }: RotationInput, target: Authority): boolean => isSameKey(current, target);
const trusts = ({ current }: RotationInput, { root }: Authority): boolean =>
  current.roots.some(({ fingerprint256 }) => fingerprint256 === root.fingerprint256);

function ofSecrets(secrets: readonly Issued[], one: string, many: string): string[] {
  if (secrets.length === 0) return [];
  const what = amountOf(secrets.length, `certificate of a workload ${one}`, `certificates of workloads ${many}`);
  return [`${what}: ${someOf(secrets.map(({ name }) => name).toSorted())}`];
}

function ofPods(late: readonly Reader[], reading: readonly Reader[]): string[] {
  const owners = late.map(({ workload, name }) => (workload ? workloadKey(workload) : `Pod ${name}`));
  return [
    ...(late.length === 0
      ? []
      : [
          `${amountOf(late.length, 'pod started before its', 'pods started before their')} certificate was written: ${someOf([...new Set(owners)].toSorted())}`,
        ]),
    ...(reading.length === 0
      ? []
      : [
          `${amountOf(reading.length, 'proxy reads it by itself', 'proxies read it by themselves')}; five minutes after it was written that is certain`,
        ]),
  ];
}

/** Each once; a pod that stands alone has to be replaced by whoever made it. */
function workloadsOf(late: readonly Reader[]): WorkloadRef[] {
  const refs = late.flatMap(({ workload }) => workload ?? []);
  return [...new Map(refs.map((ref) => [workloadKey(ref), ref])).values()];
}
