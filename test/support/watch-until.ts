import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { Informer } from '../../src/kube/watch/informer.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** Resolves with the object once it is there and as wanted. Driven by a watch; the test's own timeout bounds it. */
export async function watchUntil<T extends Manifest>(
  client: KubeClient,
  ref: ObjectRef,
  wanted: (object: T) => boolean = () => true,
): Promise<T> {
  const stop = new AbortController();
  const { namespace } = ref;
  const selection = { ...(namespace === undefined ? {} : { namespace }), fieldSelector: `metadata.name=${ref.name}` };
  const found = new Promise<T>((resolve) => {
    const informer = new Informer<T>({
      client,
      kind: ref,
      selection,
      clock: systemClock,
      random: Math.random,
      onChange: (change) => {
        if (change.type !== 'deleted' && wanted(change.object)) resolve(change.object);
      },
    });
    void informer.run(stop.signal);
  });
  return found.finally(() => {
    stop.abort();
  });
}
