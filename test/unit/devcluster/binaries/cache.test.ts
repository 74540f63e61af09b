import { describe, expect, it } from '@jest/globals';
import { binariesFolder, cacheFolder, cacheKey } from '../../../../devcluster/binaries/cache.ts';
import { releases } from '../../../../devcluster/binaries/catalog.ts';

const inputs = { sources: ['module a', 'sums'], goVersion: '1.26.8', flags: ['-trimpath', '-s -w'] };
const others = { sources: ['module b', 'sums'], goVersion: '1.27.0', flags: ['-trimpath', '-w'] };

describe('the cache of built programs', () => {
  it('is under XDG_CACHE_HOME, or under ~/.cache without it', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' }, '/home/me')).toBe('/var/cache/me/meshwright');
    expect(cacheFolder({}, '/home/me')).toBe('/home/me/.cache/meshwright');
    expect(cacheFolder({ XDG_CACHE_HOME: '' }, '/home/me')).toBe('/home/me/.cache/meshwright');
  });

  it('has the same key for the same inputs', () => {
    expect(cacheKey({ ...inputs })).toBe(cacheKey(inputs));
  });

  it.each(Object.entries(others))('has another key when %s differs', (input, other) => {
    expect(cacheKey({ ...inputs, [input]: other })).not.toBe(cacheKey(inputs));
  });

  it('does not confuse inputs whose texts join to the same', () => {
    const key = (...sources: string[]) => cacheKey({ ...inputs, sources });
    expect(key('ab', 'c')).not.toBe(key('a', 'bc'));
    expect(key('a', '1.26.8')).not.toBe(cacheKey({ ...inputs, sources: ['a'], flags: ['1.26.8', ...inputs.flags] }));
  });

  it('keeps the two Kubernetes lanes apart', async () => {
    const folders = await Promise.all(
      (['1.36', '1.21'] as const).map((lane) =>
        binariesFolder('/cache', releases[lane].modules['kube-apiserver'], '1.26.8'),
      ),
    );
    expect(new Set(folders).size).toBe(2);
    expect(folders[0]).toMatch(/^\/cache\/binaries\/kubernetes-[0-9a-f]{16}$/);
  });
});
