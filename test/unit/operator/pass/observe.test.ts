import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { observe, readPods, type ObserveContext } from '../../../../src/operator/pass/observe.ts';
import { PassCluster, meshInstall, ours } from '../../../support/pass-cluster.ts';
import { sidecar } from '../../../support/proxies.ts';

const slice = (endpoints: unknown): Manifest => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'istio-galley-x' },
  endpoints,
});

function observation(cache: Partial<ObserveContext['cache']>, more: Partial<ObserveContext> = {}) {
  const pass = new PassCluster([meshInstall()]).pass();
  return observe({ ...pass, ...more, cache: { ...pass.cache, ...cache } }, 'istio-system');
}

describe('a Service', () => {
  it.each([
    [true, 'an address is ready', [{ conditions: { ready: false } }, { conditions: { ready: true } }]],
    [true, 'nothing is said of an address', [{}]],
    [false, 'no address is ready', [{ conditions: { ready: false } }]],
    [false, 'there is no address', []],
    [false, 'its list is null, as Go writes empty ones', null],
  ])('is reachable: %s, where %s', (is, _what, endpoints) => {
    expect(observation({ endpointsOf: () => [slice(endpoints)] }).isReachable('istio-galley')).toBe(is);
  });

  it('is looked for in the namespace of the mesh, and is not reachable without a slice', () => {
    const asked: unknown[] = [];
    const endpointsOf = (...where: unknown[]): Manifest[] => (asked.push(where), []);
    expect(observation({ endpointsOf }).isReachable('istio-galley')).toBe(false);
    expect(asked).toEqual([['istio-system', 'istio-galley']]);
  });
});

describe('an observation', () => {
  it('reads Secrets of the namespace of the mesh, and no other', () => {
    const secret = ours('Secret', 'cacerts');
    const find = (namespace: string): Manifest | undefined => (namespace === 'istio-system' ? secret : undefined);
    expect(observation({ secret: find }).secret('cacerts')).toBe(secret);
  });

  it('is of the moment that the clock says', () => {
    expect(observation({}, { clock: { now: () => 1_000 } }).now).toEqual(new Date(1_000));
  });

  it('takes proxies that name no control plane for those of the mesh only where it is the one mesh', () => {
    const asked: unknown[] = [];
    const proxies = { of: (...question: unknown[]) => (asked.push(question), [sidecar('1.4.10')]) };
    expect(observation({ count: 1 }, { proxies }).proxies).toHaveLength(1);
    observation({ count: 2 }, { proxies });
    expect(asked).toEqual([
      ['istio-system', true],
      ['istio-system', false],
    ]);
  });

  it('tells what has not been read yet from what is not there', () => {
    const unread = { proxies: { of: () => undefined }, namespaces: { list: () => undefined } };
    expect(observation({}, unread)).not.toHaveProperty('proxies');
    expect(observation({}, unread)).not.toHaveProperty('namespaces');
    const read = { proxies: { of: () => [] }, namespaces: { list: () => [] } };
    expect(observation({}, read)).toMatchObject({ proxies: [], namespaces: [] });
  });
});

describe('reading pods', () => {
  it('asks about what the mesh owns, and what that is said by its label', async () => {
    const pilot = ours('Deployment', 'istio-pilot', 'pilot');
    const other = { ...ours('Deployment', 'other'), metadata: { name: 'other', namespace: 'istio-system' } };
    const asked: unknown[] = [];
    const pass = new PassCluster([meshInstall(), pilot, other]).pass();
    const podProblems = { refresh: (...question: unknown[]) => (asked.push(question), Promise.resolve()) };
    await readPods({ ...pass, podProblems });
    expect(asked).toMatchObject([['mesh', [{ metadata: { name: 'istio-pilot' } }], pass.signal]]);
    expect(asked[0]).toHaveProperty('1.length', 1);
  });
});
