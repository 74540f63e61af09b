import { describe, expect, it } from '@jest/globals';
import { HOP_NEEDS, RELEASES } from '../../../../charts/index.ts';
import { inOrder } from '../../../../src/core/model/graph.ts';
import { nextHop, needsOn } from '../../../../src/core/upgrade/hop.ts';

const needs = (from: string | undefined, to: string) => needsOn({ ...(from && { from }), to, rest: [] }, HOP_NEEDS);

/** True when one part has to be done before another begins, directly or through others. */
function isBefore(from: string | undefined, to: string, earlier: string, later: string): boolean {
  const all = needs(from, to);
  const below = (name: string): string[] =>
    all.filter(({ part }) => part === name).flatMap((need) => [need.needs, ...below(need.needs)]);
  return below(later).includes(earlier);
}

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

const UP = [
  ['1.0.6', '1.1.17'],
  ['1.1.17', '1.2.10'],
  ['1.2.10', '1.3.8'],
  ['1.3.8', '1.4.10'],
  ['1.4.2', '1.4.10'],
] as const;

describe('what parts need on a hop', () => {
  it.each([[undefined, '1.4.10'], ...UP.filter(([from]) => from !== '1.2.10')] as [string | undefined, string][])(
    'from %s to %s has galley before pilot',
    (from, to) => {
      expect(isBefore(from, to, 'galley', 'pilot')).toBe(true);
    },
  );

  it('from 1.2 to 1.3 has pilot before galley', () => {
    expect([isBefore('1.2.10', '1.3.8', 'pilot', 'galley'), isBefore('1.2.10', '1.3.8', 'galley', 'pilot')]).toEqual([
      true,
      false,
    ]);
  });

  it.each(UP)('from %s to %s has every proxy after whatever it asks', (from, to) => {
    for (const asked of ['pilot', 'mixer']) {
      for (const proxies of ['injection', 'gateways']) expect(isBefore(from, to, asked, proxies)).toBe(true);
    }
  });

  it.each([
    ['1.4.10', '1.3.8', 'pilot', 'galley'],
    ['1.3.8', '1.2.10', 'galley', 'pilot'],
    ['1.2.10', '1.1.17', 'pilot', 'galley'],
  ])('down from %s to %s has proxies before all, and %s before %s', (from, to, first, second) => {
    expect(isBefore(from, to, first, second)).toBe(true);
    for (const asked of ['pilot', 'mixer', 'galley']) {
      for (const proxies of ['injection', 'gateways']) expect(isBefore(from, to, proxies, asked)).toBe(true);
    }
  });

  it('of a first installation and of a change that keeps the release are the same, and pay for no old programs', () => {
    expect(needs('1.4.10', '1.4.10')).toEqual(needs(undefined, '1.4.10'));
    expect(isBefore(undefined, '1.4.10', 'mixer', 'gateways')).toBe(false);
    expect(isBefore(undefined, '1.4.10', 'pilot', 'injector')).toBe(false);
  });

  it('never go round in a circle, between any two releases', () => {
    for (const from of RELEASES) for (const to of RELEASES) expect(() => inOrder(needs(from, to))).not.toThrow();
  });

  it.each([
    ['namespace', 'foundation', 'objects need their namespace'],
    ['foundation', 'bindings', 'a role can be bound only once it is there'],
    ['bindings', 'citadel', 'pods need accounts, permissions and configuration'],
    ['crds', 'galley', 'galley waits for the kinds that it reads'],
    ['citadel', 'galley', 'galley waits for its certificate'],
    ['citadel', 'injector', 'the injector waits for its certificate'],
    ['galley', 'mixer', 'mixer reads its configuration from galley'],
    ['galley', 'validation', 'a webhook that fails closed needs who answers it'],
    ['validation', 'istio-resources', 'resources are validated'],
    ['validation', 'attributes', 'attributes are validated'],
    ['attributes', 'mixer-resources', 'mixer checks them with the attributes that it knows'],
    ['mixer-resources', 'mixer', 'mixer starts with its whole configuration'],
    ['injector', 'injection', 'a webhook that fails closed needs who answers it'],
    ['pilot', 'gateways', 'gateways are ready when pilot has configured them'],
  ])('have %s before %s in an installation: %s', (earlier, later) => {
    expect(isBefore(undefined, '1.4.10', earlier, later)).toBe(true);
  });
});
