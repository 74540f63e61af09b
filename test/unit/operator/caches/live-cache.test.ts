import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { KindRef, KubeClient, WatchEvent, WatchOptions } from '../../../../src/kube/operations.ts';
import { LiveCache } from '../../../../src/operator/caches/live-cache.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };
const pilot = (resourceVersion: string): Manifest => ({
  ...DEPLOYMENT,
  metadata: { name: 'istio-pilot', namespace: 'istio-system', resourceVersion },
});

/** A cache over one Deployment, whose watch says what a test makes it say. */
async function following(resourceVersion: string) {
  let tell: (event: WatchEvent) => void = () => undefined;
  async function* watch(kind: KindRef, { signal }: WatchOptions): AsyncGenerator<WatchEvent> {
    while (!signal.aborted) {
      yield await new Promise<WatchEvent>((resolve) => {
        if (kind.kind === 'Deployment') tell = resolve;
      });
    }
  }
  const list = ({ kind }: KindRef) => {
    const items = kind === 'Deployment' ? [pilot(resourceVersion)] : [];
    return Promise.resolve({ items, resourceVersion });
  };
  const clock = new FakeClock();
  const cache = new LiveCache({
    client: { list, watch } as unknown as KubeClient,
    clock,
    random: () => 0,
    kinds: [DEPLOYMENT],
    named: [],
    onChange: () => undefined,
    onError: () => undefined,
  });
  await cache.start(new AbortController().signal);
  await settle();
  const event = async (type: WatchEvent['type'], object: Manifest): Promise<void> => {
    tell({ type, object });
    await settle();
  };
  return { cache, event, version: () => cache.live(pilot('0'))?.metadata.resourceVersion };
}

describe('a write of ours', () => {
  it('is seen at once, before the watch brings it', async () => {
    const { cache, version } = await following('5');
    cache.wrote(pilot('6'));
    expect(version()).toBe('6');
  });

  it('does not hide what is newer, however many digits its version has', async () => {
    const { cache, version } = await following('10');
    cache.wrote(pilot('9'));
    expect(version()).toBe('10');
  });

  it('gives way to the watch as soon as that has caught up, and not before', async () => {
    const { cache, event, version } = await following('5');
    cache.wrote(pilot('7'));
    await event('MODIFIED', pilot('6'));
    expect(version()).toBe('7');
    await event('MODIFIED', pilot('8'));
    expect(version()).toBe('8');
  });
});
