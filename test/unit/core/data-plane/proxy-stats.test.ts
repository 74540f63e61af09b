import { describe, expect, it } from '@jest/globals';
import { proxyStats, proxiesOfMesh } from '../../../../src/core/data-plane/proxy-stats.ts';
import type { Proxy } from '../../../../src/core/model/proxy.ts';
import { sidecar } from '../../../support/proxies.ts';

const current = { version: '1.4.10' };

/** One that does not say whom it asks. */
function silent(version: string, namespace: string): Proxy {
  const { controlPlane: _, ...proxy } = sidecar(version, namespace);
  return proxy;
}

describe('the statistics of proxies', () => {
  it('counts them by version, and where those are that should be restarted', () => {
    const proxies = [
      ...[1, 2, 3].map(() => sidecar('1.4.10', 'a')),
      ...[1, 2].map(() => sidecar('1.3.8', 'b')),
      sidecar('1.3.8', 'a'),
      sidecar('latest', 'c'),
    ];
    expect(proxyStats(proxies, current)).toEqual({
      proxies: 7,
      upToDate: 3,
      ready: '3/7',
      byVersion: [
        { version: '1.3.8', proxies: 3 },
        { version: '1.4.10', proxies: 3 },
        { version: 'unknown', proxies: 1 },
      ],
      staleNamespaces: [
        { namespace: 'b', proxies: 2 },
        { namespace: 'a', proxies: 1 },
        { namespace: 'c', proxies: 1 },
      ],
      staleNamespacesTotal: 3,
    });
  });

  it('takes the image that is injected for up to date, whatever its tag says', () => {
    const own = { ...sidecar('1.4.10'), image: 'registry.test/proxy@sha256:0123' };
    expect(proxyStats([own], current)).toMatchObject({ upToDate: 0 });
    expect(proxyStats([own], { ...current, image: own.image })).toMatchObject({
      upToDate: 1,
      byVersion: [{ version: '1.4.10', proxies: 1 }],
    });
  });

  it('stays small however many namespaces and versions there are', () => {
    const proxies = Array.from({ length: 500 }, (_, i) => sidecar(`1.${i % 5}.${i % 100}`, `namespace-${i}`));
    const stats = proxyStats(proxies, current);
    expect(stats.staleNamespaces).toHaveLength(20);
    expect(stats.byVersion).toHaveLength(20);
    expect(stats.staleNamespacesTotal).toBe(500 - stats.upToDate);
  });
});

describe('the proxies of a mesh', () => {
  it('are those that ask its pilot', () => {
    const ours = sidecar('1.4.10');
    const theirs = { ...ours, controlPlane: 'other-mesh' };
    expect(proxiesOfMesh([ours, theirs], 'istio-system', true)).toEqual([ours]);
  });

  it('are also those that do not say whom they ask, where nobody else can be meant', () => {
    const here = silent('1.4.10', 'istio-system');
    const away = silent('1.4.10', 'shop');
    const modern = silent('1.20.3', 'shop');
    expect(proxiesOfMesh([here, away, modern], 'istio-system', true)).toEqual([here, away]);
    expect(proxiesOfMesh([here, away, modern], 'istio-system', false)).toEqual([here]);
  });
});
