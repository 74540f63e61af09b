import type { Manifest } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import type { KindRef, Selection } from '../../src/kube/operations.ts';
import { Informer } from '../../src/kube/watch/informer.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** Longer than anything that is measured takes: what has not come by then will not. */
const PATIENCE_MS = 30 * 60_000;

/** Resolves as soon as a watch shows the objects of a kind as wanted. @throws Error after half an hour */
export async function until<T extends Manifest>(
  client: KubeClient,
  kind: KindRef,
  isDone: (live: readonly T[]) => boolean,
  selection: Selection = {},
): Promise<void> {
  const stop = AbortSignal.timeout(PATIENCE_MS);
  const done = new AbortController();
  const late = new Error(`${kind.kind}: not as wanted within half an hour`);
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (informer.hasSynced && isDone(informer.list())) resolve();
    };
    const options = { client, kind, selection, clock: systemClock, random: Math.random, onChange: look };
    const informer = new Informer<T>(options);
    void informer.synced.then(look);
    void informer.run(AbortSignal.any([stop, done.signal]));
    stop.addEventListener('abort', () => reject(late));
  }).finally(() => done.abort());
}
