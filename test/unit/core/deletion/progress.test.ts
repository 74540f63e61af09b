import { describe, expect, it } from '@jest/globals';
import {
  BOUND_REMEDY,
  deletionStatus,
  describeRemainders,
  type Remainder,
} from '../../../../src/core/deletion/progress.ts';
import { DELETION_BOUND_MS } from '../../../../src/core/deletion/steps.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const REMEDY = 'wait';

const statusOf = (left: readonly Remainder[], before = {}) =>
  deletionStatus(before, { doing: 'deleting pilot', left, remedy: REMEDY }, 2, NOW);
const going: Remainder = { what: 'Deployment a', why: 'is being deleted' };
const stuck = (why = 'is held'): Remainder => ({ what: 'Deployment b', why, problem: 'HeldByFinalizer' });

describe('the status of a deletion', () => {
  it('says how much is left, and nothing of being stalled, while that is only a matter of time', () => {
    expect(statusOf([going, going])).toMatchObject({
      phase: 'Deleting',
      conditions: [
        { type: 'Ready', status: 'False', reason: 'Deleting', message: 'deleting pilot: 2 objects to go' },
        { type: 'Reconciling', status: 'True', observedGeneration: 2 },
        { type: 'Stalled', status: 'False' },
      ],
    });
  });

  it('names what does not go by itself, with its reason and the remedy, and not what does', () => {
    const message = 'deleting pilot: 2 objects to go; Deployment b is held';
    expect(statusOf([going, stuck()]).conditions).toMatchObject([
      { reason: 'HeldByFinalizer', message },
      { type: 'Reconciling', status: 'True' },
      { status: 'True', reason: 'HeldByFinalizer', message: `${message}; ${REMEDY}` },
    ]);
  });

  it('says no more what an installation or a change of version waited for, and where it was going', () => {
    const before = {
      version: '1.3.8',
      plan: { from: '1.3.8', path: ['1.4.10'], steps: [] },
      waitingFor: [{ part: 'pilot', gate: 'pilot available', message: 'no pod', since: '2026-01-01T00:00:00Z' }],
    };
    const status = statusOf([going], before);
    expect(status).toMatchObject({ version: '1.3.8', phase: 'Deleting' });
    expect(Object.keys(status)).not.toEqual(expect.arrayContaining(['plan']));
    expect(Object.keys(status)).not.toEqual(expect.arrayContaining(['waitingFor']));
  });

  it('keeps what it said of components, and its words where only a time differs', () => {
    const at = (time: string): Remainder => stuck(`could not be deleted: current time 2026-01-01T${time}Z is after`);
    const before = { ...statusOf([at('00:00:00')]), components: [] };
    expect(statusOf([at('00:00:10')], before)).toEqual(before);
  });
});

describe('what is left of a mesh', () => {
  it('is named up to five times, and then counted', () => {
    expect(describeRemainders(Array<Remainder>(7).fill(going))).toBe(
      `${Array(5).fill('Deployment a is being deleted').join('; ')}; and 2 more`,
    );
  });
});

it('a deletion has a bound of five minutes, and says so', () => {
  expect(DELETION_BOUND_MS).toBe(300_000);
  expect(BOUND_REMEDY).toBe('the MeshInstall goes without it after 5 minutes');
});
