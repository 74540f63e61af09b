import { describe, expect, it } from '@jest/globals';
import { liveSide } from '../../../../src/core/drift/live-side.ts';

const containers = (...items: object[]) => ({ spec: { template: { spec: { containers: items } } } });

describe('what a live object has in place of what is wanted', () => {
  it('is what is wanted where nothing drifted, written as it is wanted', () => {
    const wanted = containers({ name: 'pilot', resources: { requests: { cpu: '1000m' } } });
    expect(liveSide(wanted, containers({ name: 'pilot', resources: { requests: { cpu: '1' } } }))).toBe(wanted);
  });

  it('has no field that nobody wants, and none that is not there', () => {
    expect(liveSide({ a: 1, b: 2, c: { d: 3 } }, { a: 5, c: { d: 4, e: 6 }, f: 7 })).toStrictEqual({
      a: 5,
      c: { d: 4 },
    });
  });

  it('is the live value where that is of another kind', () => {
    expect(liveSide({ a: { b: 1 }, c: [1] }, { a: 'text', c: { d: 1 } })).toEqual({ a: 'text', c: { d: 1 } });
    expect(liveSide({ a: 'text', c: { d: 1 } }, { a: { b: 1 }, c: [1] })).toEqual({ a: { b: 1 }, c: [1] });
  });

  it('has of a list that is merged the items that are wanted, in their order, and none that is not there', () => {
    const wanted = containers(
      { name: 'pilot', image: 'b' },
      { name: 'proxy', image: 'p' },
      { name: 'gone', image: 'g' },
    );
    const live = containers(
      { name: 'injected', image: 'z' },
      { name: 'proxy', image: 'p', tty: false },
      { name: 'pilot', image: 'a', tty: false },
    );
    expect(liveSide(wanted, live)).toStrictEqual(
      containers({ name: 'pilot', image: 'a' }, { name: 'proxy', image: 'p' }),
    );
  });

  it('has of a list that is replaced everything that is there', () => {
    expect(liveSide({ args: ['a', 'b'] }, { args: ['a', 'c', 'd'] })).toEqual({ args: ['a', 'c', 'd'] });
    expect(liveSide({ args: ['a', 'b'] }, { args: ['a'] })).toEqual({ args: ['a'] });
    expect(liveSide({ rules: [{ verbs: ['get'] }] }, { rules: [{ verbs: ['list'], extra: 1 }] })).toEqual({
      rules: [{ verbs: ['list'] }],
    });
  });
});
