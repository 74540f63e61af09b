import { describe, expect, it } from '@jest/globals';
import type { OperatorSighting, OperatorState } from '../../../../src/cli/operator/sighting.ts';
import { untilNoOperator } from '../../../../src/cli/operator/watch.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const sighting = (state: OperatorState): OperatorSighting => ({
  state,
  message: state,
  leases: { found: [] },
  deployments: { found: [] },
});

/** Looks that see one state after the other, the last one again and again. */
function watchOver(states: OperatorState[], known: OperatorState = 'Running') {
  const clock = new FakeClock();
  const told: OperatorState[] = [];
  const look = () => Promise.resolve(sighting(states.length > 1 ? states.shift()! : states[0]!));
  const onNews = ({ state }: OperatorSighting): void => void told.push(state);
  const abort = new AbortController();
  const over = untilNoOperator({ look, clock, known, onNews, patienceMs: 60_000 }, abort.signal);
  return { clock, told, over, abort };
}

describe('watching for an operator', () => {
  it('tells each change once, and goes on while one comes back in time', async () => {
    const { clock, told, over, abort } = watchOver(['NotRunning', 'NotRunning', 'Running', 'Unknown']);
    over.catch(() => undefined);
    for (let i = 0; i < 12; i++) await clock.advance(10_000);
    expect(told).toEqual(['NotRunning', 'Running', 'Unknown']);
    abort.abort();
    await expect(over).rejects.toThrow();
  });

  it('ends once none has run for as long as its patience', async () => {
    const { clock, told, over } = watchOver(['NotRunning'], 'NotRunning');
    const startedAt = clock.elapsed();
    const ended = over.then(({ state }) => [state, clock.elapsed() - startedAt]);
    for (let i = 0; i < 6; i++) await clock.advance(10_000);
    expect(await ended).toEqual(['NotRunning', 60_000]);
    expect(told).toEqual([]);
  });
});
