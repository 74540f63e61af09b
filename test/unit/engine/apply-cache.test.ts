import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { ApplyCache } from '../../../src/engine/apply-cache.ts';

const wish = (replicas: number, apiVersion = 'apps/v1'): Manifest => {
  return { apiVersion, kind: 'Deployment', metadata: { name: 'a', namespace: 'ns' }, spec: { replicas } };
};
const live = (replicas: number, resourceVersion: string): Manifest => {
  const object = wish(replicas);
  return { ...object, metadata: { ...object.metadata, resourceVersion }, status: {} };
};

/** What was applied last (wish, resulting version), what is live, whether installed before, and the need. */
const TABLE: readonly [string, [number, string] | undefined, Manifest | undefined, boolean, string | undefined][] = [
  ['missing, never applied', undefined, undefined, false, 'missing'],
  ['missing, though applied', [1, '5'], undefined, true, 'missing'],
  ['never applied by this process, not installed', undefined, live(1, '5'), false, 'changed'],
  ['never applied by this process, installed and equal', undefined, live(1, '5'), true, undefined],
  ['never applied by this process, installed and different', undefined, live(2, '5'), true, 'drifted spec.replicas'],
  ['as our apply left it', [1, '5'], live(1, '5'), false, undefined],
  ['as our apply left it, installed', [1, '5'], live(1, '5'), true, undefined],
  ['touched by others where it is theirs', [1, '5'], live(1, '6'), false, undefined],
  ['touched by others where it is ours', [1, '5'], live(3, '6'), false, 'drifted spec.replicas'],
  ['wanted otherwise than applied', [2, '5'], live(2, '5'), false, 'changed'],
  ['wanted otherwise than applied, installed before a restart', [2, '5'], live(2, '6'), true, 'drifted spec.replicas'],
];

describe('the need of an object', () => {
  it.each(TABLE)('that is %s', (_what, applied, given, settled, expected) => {
    const applyCache = new ApplyCache();
    if (applied !== undefined) applyCache.record(wish(applied[0]), live(...applied));
    const need = applyCache.applyReason(wish(1), given, settled);
    const text = need?.why === 'drifted' ? `drifted ${need.drift.path}` : need?.why;
    expect(text).toBe(expected);
  });

  it('is there again when it was forgotten', () => {
    const applyCache = new ApplyCache();
    applyCache.record(wish(1), live(1, '5'));
    applyCache.forget(wish(1));
    expect(applyCache.applyReason(wish(1), live(1, '5'), false)).toEqual({ why: 'changed' });
  });

  it('knows an object in whatever API version it was applied', () => {
    const applyCache = new ApplyCache();
    applyCache.record(wish(1, 'apps/v1beta2'), live(1, '5'));
    applyCache.record(wish(1), live(1, '6'));
    applyCache.forget(wish(1, 'apps/v1beta2'));
    expect(applyCache.applyReason(wish(1), live(1, '6'), false)).toEqual({ why: 'changed' });
  });
});
