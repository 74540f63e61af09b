import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstDrift } from '../../../../src/core/drift/drift.ts';
import { everyDrift } from '../../../../src/core/drift/every-drift.ts';

const pathsOf = (wanted: unknown, live: unknown): string[] => everyDrift(wanted, live).map(({ path }) => path);

describe('every drift', () => {
  it('is each field that live lacks or has otherwise, and none that only live has', () => {
    const wanted = { data: { a: '1', b: '2', c: '3' }, spec: { type: 'NodePort' } };
    const live = { data: { a: '1', b: 'x', z: '9' }, status: {} };
    expect(pathsOf(wanted, live)).toEqual(['data.b', 'data.c', 'spec']);
  });

  it('is told apart within lists that are merged, and once for lists that are replaced whole', () => {
    const wanted = { containers: [{ name: 'a', image: '2', args: ['x', 'y'] }, { name: 'b' }] };
    const live = { containers: [{ name: 'a', image: '1', args: ['1', '2'] }] };
    expect(pathsOf(wanted, live)).toEqual(['containers[a].image', 'containers[a].args[0]', 'containers[b]']);
  });

  it('is nothing where all is as wanted, and the whole where what is there is of another kind', () => {
    expect(pathsOf({ a: 1 }, { a: 1, b: 2 })).toEqual([]);
    expect(pathsOf({ a: 1 }, 'text')).toEqual(['']);
  });

  it('begins with the first, comes to an end, and names no field twice, whatever is compared', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 3 }), fc.object({ maxDepth: 3 }), (wanted, live) => {
        const paths = pathsOf(wanted, live);
        expect(paths[0]).toBe(firstDrift(wanted, live)?.path);
        expect(new Set(paths).size).toBe(paths.length);
      }),
    );
  });
});
