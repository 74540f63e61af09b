import { describe, expect, it } from '@jest/globals';
import type { ConditionInput } from '../../../../src/api/conditions.ts';
import type { ComponentStatus, Failure } from '../../../../src/api/status.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import type { PassResult } from '../../../../src/core/pass/result.ts';
import { conditionsOf, type Problems } from '../../../../src/core/status/conditions.ts';
import { partNamed, waitingAt } from '../../../support/progress.ts';

const component = (name: string, phase: ComponentStatus['phase'] = 'Ready', message?: string): ComponentStatus => ({
  ...{ name, version: '1.4.10', image: `docker.io/istio/${name}:1.4.10`, ready: '1/1', phase, since: 'then' },
  ...(message !== undefined && { message }),
});
const ALL = [component('pilot'), component('galley')];
const SOME = [component('pilot'), component('galley', 'Progressing', 'no pod'), component('citadel', 'Failed')];

const CONVERGED: PassOutcome = { kind: 'converged' };
const REFUSED: PassOutcome = { kind: 'rejected', reason: 'InvalidSpec', message: 'spec.x: wrong.' };
const FAILED: PassOutcome = { kind: 'error', reason: 'Forbidden', message: 'may not' };
const PAUSED: PassOutcome = { kind: 'paused' };
const WAITING: PassOutcome = { kind: 'waiting', progress: waitingAt(['pilot', 'galley'], 'no pod', 'no port') };

/** What is said of each type: `Ready: False Reason: words`. */
function said(
  outcome: PassOutcome,
  components: readonly ComponentStatus[] = ALL,
  more: Partial<PassResult> = {},
  problems: Problems = {},
): Record<string, string> {
  const pass: PassResult = { generation: 1, outcome, inventory: [], installed: undefined, ...more };
  const conditions = conditionsOf(pass, components, problems);
  const text = ({ status, reason, message }: ConditionInput): string => `${status} ${reason}: ${message}`;
  return Object.fromEntries(conditions.map((condition) => [condition.type, text(condition)]));
}

const ACCEPTED = 'True Valid: the spec can be carried out on this cluster';
const PROGRESSING = 'False Progressing: progressing normally';
const DONE = 'False Done: nothing to do';

describe('the conditions of a mesh', () => {
  it('that works', () => {
    expect(said(CONVERGED)).toEqual({
      Ready: 'True MeshReady: all 2 components are ready',
      Reconciling: DONE,
      Stalled: PROGRESSING,
      Accepted: ACCEPTED,
    });
  });

  it('that has only one component', () => {
    expect(said(CONVERGED, [component('pilot')])['Ready']).toBe('True MeshReady: the only component is ready');
  });

  it('with components that do not', () => {
    expect(said(CONVERGED, SOME)['Ready']).toBe('False ComponentsNotReady: galley: no pod; citadel: ');
  });

  it('whose spec is refused', () => {
    const refused = 'InvalidSpec: spec.x: wrong.';
    expect(said(REFUSED)).toEqual({
      Ready: `False ${refused}`,
      Reconciling: 'False Done: nothing is done while the spec is refused',
      Stalled: `True ${refused}`,
      Accepted: `False ${refused}`,
    });
  });

  it('whose spec is carried out, and is probably not meant as it is', () => {
    const doubts = ['spec.a: 100: is 100 bytes.', 'spec.b: 500: is 500 processors.'];
    expect(said(CONVERGED, ALL, { doubts })['Accepted']).toBe(`True Doubtful: ${doubts.join('; ')}`);
    expect(said(REFUSED, ALL, { doubts })['Accepted']).toBe('False InvalidSpec: spec.x: wrong.');
  });

  it('that failed and is tried again', () => {
    expect(said(FAILED)).toEqual({
      Ready: 'False Forbidden: may not',
      Reconciling: 'True Retrying: may not',
      Stalled: PROGRESSING,
      Accepted: ACCEPTED,
    });
  });

  it('that waits, whoever applies it', () => {
    const [pilot, galley] = ['pilot', 'galley'].map((name) => partNamed(name).gate);
    const words = `waiting for ${pilot}: no pod; no port; ${galley}: no pod; no port`;
    expect(said(WAITING)).toMatchObject({
      Ready: `False Installing: ${words}`,
      Reconciling: `True Waiting: waiting for ${pilot}; ${galley}`,
    });
    expect(said(WAITING, ALL, { differences: [] })['Ready']).toBe(`False Waiting: ${words}`);
  });

  it('that is paused', () => {
    expect(said(PAUSED)).toMatchObject({
      Ready: 'True MeshReady: all 2 components are ready',
      Reconciling: 'False Paused: spec.paused is true',
    });
    expect(said(PAUSED, SOME)['Ready']).toBe(
      'False Paused: nothing is installed or repaired while spec.paused is true; galley: no pod; citadel: ',
    );
  });

  it('that is late', () => {
    expect(said(WAITING, ALL, {}, { overdue: 'pilot is late' })['Stalled']).toBe('True GateTimeout: pilot is late');
  });

  it('at a stop of a longer way', () => {
    const hop = { from: '1.2.10', to: '1.3.8', rest: ['1.4.10'] };
    const passPlan = { action: { kind: 'upgrade', hop } } as unknown as NonNullable<PassResult['passPlan']>;
    const going = 'Upgrading: Istio 1.3.8 is installed; going on to 1.4.10';
    expect(said(CONVERGED, ALL, { passPlan })).toMatchObject({
      Ready: `False ${going}`,
      Reconciling: `True ${going}`,
      Stalled: PROGRESSING,
    });
  });

  it('in which others set fields, of which five are named', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`);
    const ready = (count: number) => said(CONVERGED, ALL, { leftToOthers: fields(count) })['Ready'];
    expect(ready(0)).toBe('True MeshReady: all 2 components are ready');
    expect(ready(5)).toBe('True MeshReady: all 2 components are ready; f0; f1; f2; f3; f4');
    expect(ready(7)).toBe('True MeshReady: all 2 components are ready; f0; f1; f2; f3; f4; and 2 more');
  });

  it('that others apply', () => {
    expect(said(CONVERGED)).not.toHaveProperty('InSync');
    expect(said(CONVERGED, ALL, { differences: [] })['InSync']).toBe('True AsRendered: all is as rendered');
    expect(said(CONVERGED, ALL, { differences: ['a', 'b'] })['InSync']).toBe('False Drifted: a; b');
  });
});

describe('a mesh whose next hop does not begin yet', () => {
  const blocked = (stalled: boolean): PassOutcome => ({
    kind: 'blocked',
    hold: { reason: 'Soaking', message: 'not yet', ...(stalled && { stalled: true }) },
  });

  it('goes on by itself, and is not what is asked for', () => {
    expect(said(blocked(false))).toMatchObject({
      Ready: 'False Soaking: not yet',
      Reconciling: 'True Soaking: not yet',
      Stalled: PROGRESSING,
    });
  });

  it('works where somebody has to do something, but at no stop that nobody asked for', () => {
    expect(said(blocked(true))).toMatchObject({
      Ready: 'True MeshReady: all 2 components are ready',
      Reconciling: 'False Soaking: not yet',
      Stalled: 'True Soaking: not yet',
    });
    expect(said(blocked(true), ALL, {}, { isOnTheWay: true })['Ready']).toBe('False Soaking: not yet');
    const pass: PassResult = { generation: 1, outcome: blocked(true), inventory: [], installed: undefined };
    expect(conditionsOf(pass, ALL, {})[0]).toMatchObject({ type: 'Ready', isOfBefore: true });
  });
});

describe('a change that failed', () => {
  const failure = (outcome: Failure['outcome'], more: Partial<Failure> = {}): Failure =>
    ({ from: '1.3.8', to: '1.4.10', outcome, message: 'no pod', ...more }) as Failure;
  const told = (...args: Parameters<typeof failure>) => said(CONVERGED, SOME, {}, { failure: failure(...args) });

  it('is gone back from', () => {
    const words = 'RollingBack: Istio 1.3.8 to 1.4.10 failed: no pod; going back to 1.3.8';
    expect(told('RollingBack')).toMatchObject({
      Ready: `False ${words}`,
      Reconciling: `True ${words}`,
      Stalled: `True ${words}`,
    });
  });

  it('was gone back from, and how it is there', () => {
    expect(told('RolledBack')).toMatchObject({
      Reconciling: expect.stringMatching(/^False RolledBack: /) as unknown,
      Stalled:
        'True RolledBack: Istio 1.3.8 to 1.4.10 failed: no pod; went back to 1.3.8, where galley is not ready (no pod), citadel is not ready (Failed); edit the spec to try again',
    });
    expect(said(CONVERGED, ALL, {}, { failure: failure('RolledBack') })['Ready']).toContain(
      'where all 2 components are ready; edit',
    );
  });

  it('stays where it is', () => {
    const where = 'pilot pilot:1.4.10 (1/1), galley galley:1.4.10 (1/1), citadel citadel:1.4.10 (1/1)';
    expect(told('Paused', { component: 'pilot' })['Ready']).toBe(
      `False GateTimeout: Istio 1.3.8 to 1.4.10 failed at pilot: no pod; stopped there, with ${where}; edit the spec to try again`,
    );
    expect(told('RollbackFailed', { rollbackMessage: 'no way' })['Ready']).toBe(
      `False RollbackFailed: Istio 1.3.8 to 1.4.10 failed: no pod; going back to 1.3.8 failed, too: no way; stopped there, with ${where}; edit the spec to try again`,
    );
  });

  it('of settings alone goes back to those before', () => {
    expect(told('RollingBack', { from: '1.4.10' })['Ready']).toBe(
      'False RollingBack: the change of Istio 1.4.10 failed: no pod; going back to the settings before',
    );
  });

  it('is not told of a spec that is refused, or paused', () => {
    for (const outcome of [REFUSED, PAUSED])
      expect(said(outcome, ALL, {}, { failure: failure('RolledBack') })['Stalled']).not.toContain('RolledBack');
  });
});
