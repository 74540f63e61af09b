import { describe, expect, it } from '@jest/globals';
import { PILOT_FIRST, RELEASES } from '../../../../charts/index.ts';
import { nextHop, waveOrder } from '../../../../src/core/upgrade/hop.ts';

const orderOf = (from: string | undefined, to: string) =>
  waveOrder({ ...(from && { from }), to, rest: [] }, PILOT_FIRST);
const isBefore = (order: readonly string[], first: string, second: string): boolean =>
  order.indexOf(first) < order.indexOf(second);

describe('the next hop', () => {
  it('is the target itself where nothing is installed, whatever lies between', () => {
    expect(nextHop(undefined, '1.4.10', RELEASES)).toEqual({ to: '1.4.10', rest: [] });
  });

  it('is the newest patch of the next minor, with the rest of the way', () => {
    const hop = { from: '1.0.6', to: '1.1.17', rest: ['1.2.10', '1.3.8', '1.4.10'] };
    expect(nextHop('1.0.6', '1.4.10', RELEASES)).toEqual(hop);
  });

  it('is where we are when there is nowhere to go', () => {
    expect(nextHop('1.3.8', '1.3.8', RELEASES)).toEqual({ from: '1.3.8', to: '1.3.8', rest: [] });
  });
});

describe('the order of a hop', () => {
  it.each([
    [undefined, '1.4.10'],
    ['1.0.6', '1.1.17'],
    ['1.1.17', '1.2.10'],
    ['1.3.8', '1.4.10'],
    ['1.4.2', '1.4.10'],
  ])('from %s to %s takes galley before pilot, and gateways last', (from, to) => {
    const order = orderOf(from, to);
    expect([isBefore(order, 'galley', 'pilot'), order.at(-1)]).toEqual([true, 'gateways']);
  });

  it('from 1.2 to 1.3 takes pilot before galley', () => {
    expect(isBefore(orderOf('1.2.10', '1.3.8'), 'pilot', 'galley')).toBe(true);
  });

  it.each([
    ['1.4.10', '1.3.8', 'pilot'],
    ['1.3.8', '1.2.10', 'galley'],
    ['1.2.10', '1.1.17', 'pilot'],
  ])('down from %s to %s takes proxies first, and %s before the other', (from, to, first) => {
    const order = orderOf(from, to);
    expect(order[0]).toBe('gateways');
    expect(isBefore(order, first, first === 'pilot' ? 'galley' : 'pilot')).toBe(true);
  });

  it('holds the same waves whichever way it goes', () => {
    const [up, down] = [orderOf('1.3.8', '1.4.10'), orderOf('1.4.10', '1.3.8')];
    expect([...down].sort()).toEqual([...up].sort());
  });
});
