import type { Manifest } from '../../src/api/manifest.ts';
import { createKubeClient } from '../../src/kube/client.ts';
import { Informer, type InformerOptions, type Trouble } from '../../src/kube/watch/informer.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { startFaultyServer, type Answer } from './faulty-server.ts';

type Setup = Partial<Omit<InformerOptions, 'onChange' | 'onError'>> & { readonly onChange?: () => void };

/** Informers of ConfigMaps that follow servers with the answers of a test. */
export function informers() {
  const cleanups: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  return { stopAll, follow: (answers: Record<string, Answer[]>, setup?: Setup) => follow(answers, cleanups, setup) };
}

async function follow(answers: Record<string, Answer[]>, cleanups: (() => Promise<void>)[], setup: Setup = {}) {
  const server = await startFaultyServer(answers);
  const client = createKubeClient({ kubeConfig: server.kubeConfig, userAgent: 'test' });
  const changes: string[] = [];
  const errors: unknown[] = [];
  const troubles: (Trouble | undefined)[] = [];
  const waiters: { line: string; resolve: () => void }[] = [];
  const informer = new Informer<Manifest>({
    client,
    kind: { apiVersion: 'v1', kind: 'ConfigMap' },
    clock: systemClock,
    random: () => 0,
    backoff: { baseMs: 1, maxMs: 20 },
    ...setup,
    onChange: (change) => {
      changes.push(`${change.type} ${change.key}`);
      for (const { line, resolve } of waiters) if (changes.includes(line)) resolve();
      setup.onChange?.();
    },
    onError: (error) => {
      errors.push(error);
      troubles.push(informer.trouble);
    },
  });
  const stop = new AbortController();
  const ended = informer.run(stop.signal);
  cleanups.push(server.stop, async () => {
    stop.abort();
    await ended;
    await client.close();
  });
  const change = (line: string) =>
    new Promise<void>((resolve) => {
      if (changes.includes(line)) resolve();
      else waiters.push({ line, resolve });
    });
  return { informer, changes, errors, troubles, change, received: server.received };
}
