import { describe, expect, it } from '@jest/globals';
import { alternate } from '../../../bench/numbers/rounds.ts';

describe('Rounds', () => {
  it('let subject and baseline run by turns, the other one first every second time', async () => {
    const order: string[] = [];
    const contestant = (name: string) => () => order.push(name);
    const results = await alternate({ subject: contestant('s'), baseline: contestant('b') }, 3);
    expect(order.join('')).toBe('sbbssb');
    expect(results).toEqual({ subject: [1, 4, 5], baseline: [2, 3, 6] });
  });

  it('tell of each run before it begins', async () => {
    const told: string[] = [];
    const tell = (name: string, round: number): void => void told.push(`${name} ${round}`);
    await alternate({ subject: () => told.push('runs') }, 2, tell);
    expect(told).toEqual(['subject 1', 'runs', 'subject 2', 'runs']);
  });
});
