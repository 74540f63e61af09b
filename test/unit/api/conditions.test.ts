import { describe, expect, it } from '@jest/globals';
import { CONDITION_TYPES, setConditions, timestamp, type ConditionInput } from '../../../src/api/conditions.ts';

const say = (
  type: ConditionInput['type'],
  status: ConditionInput['status'],
  reason = 'Because',
  message = 'words',
): ConditionInput => {
  return { type, status, reason, message };
};
const noon = new Date('2026-01-01T12:00:00.900Z');
const later = new Date('2026-01-01T13:00:00Z');

describe('setConditions', () => {
  const before = setConditions([], [say('Accepted', 'True'), say('Ready', 'False')], 1, noon);

  it('lists them in one order, whoever speaks first', () => {
    expect(before.map(({ type }) => type)).toEqual(['Ready', 'Accepted']);
    const all = CONDITION_TYPES.map((type) => say(type, 'True')).reverse();
    expect(setConditions([], all, 1, noon).map(({ type }) => type)).toEqual([...CONDITION_TYPES]);
  });

  it('keeps the time of the last flip while the status stays, whatever else is said', () => {
    const [ready] = setConditions(before, [say('Ready', 'False', 'Other', 'new words')], 2, later);
    expect(ready).toEqual({
      type: 'Ready',
      status: 'False',
      reason: 'Other',
      message: 'new words',
      observedGeneration: 2,
      lastTransitionTime: '2026-01-01T12:00:00Z',
    });
  });

  it('moves the time with a flip', () => {
    const [ready] = setConditions(before, [say('Ready', 'True')], 1, later);
    expect(ready?.lastTransitionTime).toBe('2026-01-01T13:00:00Z');
  });

  it('leaves what nobody speaks about as it was', () => {
    const after = setConditions(before, [say('Ready', 'False')], 7, later);
    expect(after.find(({ type }) => type === 'Accepted')).toEqual(before.find(({ type }) => type === 'Accepted'));
  });

  it('says the same again when nothing is new', () => {
    expect(setConditions(before, [say('Ready', 'False'), say('Accepted', 'True')], 1, later)).toEqual(before);
  });

  it('changes none of what it was given', () => {
    const frozen = before.map((condition) => Object.freeze({ ...condition }));
    expect(() => setConditions(Object.freeze(frozen), [say('Ready', 'True')], 1, later)).not.toThrow();
  });
});

describe('timestamp', () => {
  it('is in whole seconds of UTC', () => {
    expect(timestamp(noon)).toBe('2026-01-01T12:00:00Z');
  });
});
