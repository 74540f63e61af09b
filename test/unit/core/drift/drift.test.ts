import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstDrift, obstructingPorts } from '../../../../src/core/drift/drift.ts';
import { anyJson } from '../../../support/objects.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const isMap = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same value with a field of somebody else's in every map of it. */
function withForeignFields(value: Json): Json {
  if (Array.isArray(value)) return value.map(withForeignFields);
  if (!isMap(value)) return value;
  const own = Object.entries(value).map(([key, inner]) => [key, withForeignFields(inner)]);
  return { ...(Object.fromEntries(own) as Record<string, Json>), foreignField: 'theirs' };
}

/** Every copy of a value in which one leaf is another. */
function mutations(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => mutations(item).map((m) => value.with(i, m)));
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, inner]) => mutations(inner).map((m) => ({ ...value, [key]: m })));
  }
  return typeof value === 'boolean' ? [!value] : [`${String(value)}-changed`];
}

const resources = (cpu: unknown, memory: unknown = '1Gi'): object => ({
  spec: { containers: [{ name: 'a', resources: { requests: { cpu, memory } } }] },
});

describe('firstDrift', () => {
  it('finds none between equals', () => {
    fc.assert(
      fc.property(anyJson(), (value) => {
        expect(firstDrift(value, structuredClone(value))).toBeUndefined();
      }),
    );
  });

  it('does not mind what others added to maps', () => {
    fc.assert(
      fc.property(anyJson(), (value) => {
        expect(firstDrift(value, withForeignFields(value))).toBeUndefined();
      }),
    );
  });

  it('finds every leaf that was changed', () => {
    fc.assert(
      fc.property(anyJson(), (value) => {
        for (const changed of mutations(value)) expect(firstDrift(value, changed)).toBeDefined();
      }),
    );
  });

  it('finds every leaf that is gone, unless it says nothing', () => {
    expect(firstDrift({ a: { b: 'x' } }, { a: {} })).toEqual({ path: 'a.b', want: 'x', have: undefined });
    expect(firstDrift({ a: { b: 'x' } }, undefined)).toMatchObject({ path: '' });
    for (const nothing of ['', false, 0, [], {}]) {
      expect(firstDrift({ a: nothing }, {})).toBeUndefined();
    }
    expect(firstDrift({ a: [] }, { a: null })).toBeUndefined();
  });

  it.each([
    ['spec.containers[a].securityContext.allowPrivilegeEscalation', false],
    ['spec.automountServiceAccountToken', false],
    ['spec.replicas', 0],
    ['spec.strategy.rollingUpdate.maxUnavailable', 0],
    ['spec.securityContext.runAsUser', 0],
    ['spec.terminationGracePeriodSeconds', 0],
    ['spec.volumes[tmp].emptyDir', {}],
    ['data.meshNetworks', ''],
    ['metadata.labels.app.kubernetes.io/part-of', ''],
  ])('finds that %s is gone, where that means something else than %j', (path, zero) => {
    expect(firstDrift(zero, undefined, path)).toEqual({ path, want: zero, have: undefined });
    expect(firstDrift(zero, zero, path)).toBeUndefined();
  });

  it('finds a zero that somebody raised', () => {
    expect(firstDrift({ a: false }, { a: true })).toBeDefined();
    expect(firstDrift({ a: 0 }, { a: 3 })).toBeDefined();
    expect(firstDrift({ a: '' }, { a: 'x' })).toBeDefined();
    expect(firstDrift({ a: [] }, { a: ['x'] })).toBeDefined();
  });

  it('names the place as people write it', () => {
    const ports = (port: number): object => ({ spec: { ports: [{ name: 'http', port: 80, targetPort: port }] } });
    expect(firstDrift(ports(80), ports(81))).toEqual({ path: 'spec.ports[80/TCP].targetPort', want: 80, have: 81 });
    expect(firstDrift({ args: ['a', 'b'] }, { args: ['a', 'c'] })).toEqual({ path: 'args[1]', want: 'b', have: 'c' });
  });
});

describe('amounts', () => {
  it.each([
    ['1000m', '1'],
    ['1000m', 1],
    ['0.5', '500m'],
    ['2048Mi', '2Gi'],
    ['1G', '1000M'],
    [2, '2'],
  ])('%j is %j, as the apiserver rewrites it', (wanted, live) => {
    expect(firstDrift(resources(wanted), resources(live))).toBeUndefined();
  });

  it.each([
    ['1000m', '1001m'],
    ['1Gi', '1G'],
    ['1', 'one'],
  ])('%j is not %j', (wanted, live) => {
    expect(firstDrift(resources(wanted), resources(live))).toMatchObject({ want: wanted, have: live });
  });

  it('are amounts only where Kubernetes has amounts: elsewhere text is text', () => {
    expect(
      firstDrift({ metadata: { labels: { version: '1.10' } } }, { metadata: { labels: { version: '1.1' } } }),
    ).toBeDefined();
    expect(firstDrift({ args: ['1000m'] }, { args: ['1'] })).toBeDefined();
    expect(firstDrift({ data: { threshold: '1k' } }, { data: { threshold: '1000' } })).toBeDefined();
  });

  it('of storage and of temporary volumes are amounts too', () => {
    expect(
      firstDrift({ resources: { requests: { storage: '1024Mi' } } }, { resources: { requests: { storage: '1Gi' } } }),
    ).toBeUndefined();
  });
});

describe('lists that several owners share', () => {
  const pod = (containers: object[]): object => ({ spec: { template: { spec: { containers } } } });

  it('may hold items of others, in any order', () => {
    const wanted = pod([{ name: 'a', env: [{ name: 'X', value: '1' }] }, { name: 'b' }]);
    const live = pod([
      { name: 'theirs' },
      { name: 'b' },
      {
        name: 'a',
        env: [
          { name: 'Y', value: '2' },
          { name: 'X', value: '1' },
        ],
      },
    ]);
    expect(firstDrift(wanted, live)).toBeUndefined();
  });

  it('have to hold ours', () => {
    expect(firstDrift(pod([{ name: 'a' }]), pod([{ name: 'b' }]))?.path).toBe('spec.template.spec.containers[a]');
  });

  it('tell ports apart by number and protocol', () => {
    const ports = (...list: object[]): object => ({ spec: { ports: list } });
    const both = ports({ name: 'dns', port: 53 }, { name: 'dns-udp', port: 53, protocol: 'UDP' });
    expect(
      firstDrift(
        both,
        ports({ name: 'dns-udp', port: 53, protocol: 'UDP' }, { name: 'dns', port: 53, protocol: 'TCP' }),
      ),
    ).toBeUndefined();
    expect(firstDrift(both, ports({ name: 'dns', port: 53, protocol: 'TCP' }))).toBeDefined();
  });

  it('are not those of the same name in custom resources, which are replaced whole', () => {
    const policy = (...numbers: number[]): object => ({
      spec: { targets: [{ ports: numbers.map((number) => ({ number })) }] },
    });
    expect(firstDrift(policy(3000), policy(3000, 4000))).toBeDefined();
    expect(firstDrift(policy(3000), policy(4000, 3000))).toBeDefined();
    expect(firstDrift(policy(3000, 4000), policy(3000, 4000))).toBeUndefined();
  });
});

describe('lists with one owner', () => {
  it('have to be equal, item by item', () => {
    expect(firstDrift({ args: ['a'] }, { args: ['a', 'b'] })).toEqual({ path: 'args', want: ['a'], have: ['a', 'b'] });
    expect(firstDrift({ args: ['a', 'b'] }, { args: ['b', 'a'] })).toBeDefined();
  });
});

describe('ports in the way', () => {
  const service = (...ports: object[]): object => ({ kind: 'Service', spec: { ports } });

  it('have the name of one of ours under another number', () => {
    const live = service({ name: 'a', port: 1 }, { name: 'b', port: 2 }, { name: 'c', port: 3 });
    const wanted = service({ name: 'a', port: 1 }, { name: 'c', port: 4 });
    expect(obstructingPorts(wanted, live)).toEqual([{ pointer: '/spec/ports/2', name: 'c' }]);
  });

  it('are none where nothing is alike, nothing is live, or no Service is meant', () => {
    expect(obstructingPorts(service({ name: 'a', port: 1 }), service({ name: 'b', port: 1 }))).toEqual([]);
    expect(obstructingPorts(service({ port: 1 }), service({ port: 2 }))).toEqual([]);
    expect(obstructingPorts(service({ name: 'a', port: 1 }), undefined)).toEqual([]);
    expect(obstructingPorts({ kind: 'Service', spec: {} }, service({ name: 'a', port: 1 }))).toEqual([]);
    const endpoints = { kind: 'Endpoints', spec: { ports: [{ name: 'a', port: 2 }] } };
    expect(obstructingPorts(endpoints, endpoints)).toEqual([]);
  });
});
