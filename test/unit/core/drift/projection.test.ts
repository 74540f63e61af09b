import { describe, expect, it } from '@jest/globals';
import { differences, projection } from '../../../../src/core/drift/projection.ts';

const wanted = { spec: { replicas: 2, containers: [{ name: 'pilot', image: 'b' }], hosts: ['x'] } };
const live = {
  spec: {
    replicas: 2,
    paused: false,
    containers: [
      { name: 'injected', image: 'z' },
      { name: 'pilot', image: 'a', terminationMessagePath: '/dev/log' },
    ],
    hosts: ['x'],
  },
};
const result = {
  spec: {
    ...live.spec,
    containers: [live.spec.containers[0], { ...live.spec.containers[1], image: 'b' }],
  },
};

describe('a projection', () => {
  it('keeps what is wanted and what differs, and leaves out defaults and what is of others', () => {
    expect(projection(live, wanted, result)).toEqual({
      spec: { replicas: 2, containers: [{ name: 'pilot', image: 'a' }], hosts: ['x'] },
    });
    expect(projection(result, wanted, live)).toEqual(wanted);
  });

  it('keeps a field that goes although nobody wants it', () => {
    const before = { metadata: { labels: { ours: 'no longer', theirs: 'stays' } } };
    const after = { metadata: { labels: { theirs: 'stays' } } };
    expect(projection(before, {}, after)).toEqual({ metadata: { labels: { ours: 'no longer' } } });
    expect(projection(after, {}, before)).toEqual({ metadata: { labels: {} } });
  });
});

describe('differences', () => {
  it('are named by path, items of lists by what tells them apart', () => {
    expect(differences(live, result)).toEqual([{ path: 'spec.containers[pilot].image', live: 'a', wanted: 'b' }]);
  });

  it('tell what is missing on either side', () => {
    const ports = [{ port: 80 }, { port: 443, name: 'https' }];
    expect(differences({ ports, a: 1 }, { ports: [{ port: 80 }], b: 2 })).toEqual([
      { path: 'ports[https]', live: { port: 443, name: 'https' } },
      { path: 'a', live: 1 },
      { path: 'b', wanted: 2 },
    ]);
  });

  it('take lists of plain values as a whole', () => {
    expect(differences({ args: ['a', 'b'] }, { args: ['a'] })).toEqual([
      { path: 'args', live: ['a', 'b'], wanted: ['a'] },
    ]);
  });
});

describe('items of lists', () => {
  it.each(['name', 'mountPath', 'containerPort', 'port', 'key', 'ip'])('are told apart by %s', (key) => {
    const [one, two] = [
      { [key]: 'a', value: 1 },
      { [key]: 'b', value: 2 },
    ];
    expect(differences({ list: [one, two] }, { list: [two, { ...one, value: 3 }] })).toEqual([
      { path: 'list[a].value', live: 1, wanted: 3 },
    ]);
    expect(projection([one, two], [two], [one, two])).toEqual([two]);
  });

  it('are told apart by their place where nothing else names them', () => {
    expect(differences([{ a: 1 }, { a: 2 }], [{ a: 1 }])).toEqual([{ path: '[1]', live: { a: 2 } }]);
    expect(projection(['x', 'y'], ['x'], ['x', 'y'])).toEqual(['x']);
    expect(projection(['x', 'y'], ['x'], ['x', 'z'])).toEqual(['x', 'y']);
  });

  it('are one difference where any of them is no object, or the other side is no list', () => {
    expect(differences({ a: [{ b: 1 }] }, { a: ['c'] })).toEqual([{ path: 'a', live: [{ b: 1 }], wanted: ['c'] }]);
    expect(differences({ a: [1] }, { a: { b: 1 } })).toEqual([{ path: 'a', live: [1], wanted: { b: 1 } }]);
    expect(differences({ a: { b: 1 } }, { a: [1] })).toEqual([{ path: 'a', live: { b: 1 }, wanted: [1] }]);
  });

  it('are found as one difference where one side does not have their list', () => {
    expect(differences({ a: [{ name: 'x' }] }, {})).toStrictEqual([{ path: 'a', live: [{ name: 'x' }] }]);
    expect(differences({}, { a: [{ name: 'x' }] })).toStrictEqual([{ path: 'a', wanted: [{ name: 'x' }] }]);
  });
});
