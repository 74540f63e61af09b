import { setInterval as ticks } from 'node:timers/promises';
import { denyAnnotation } from '../../devcluster/simulation/admission.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/operations.ts';

/** Configuration that galley refuses, and nobody stores. */
const ROUTE: Manifest = {
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'VirtualService',
  metadata: { name: 'rejected', namespace: 'default', annotations: { [denyAnnotation]: 'asked for it' } },
  spec: { hosts: ['rejected'], http: [{ route: [{ destination: { host: 'rejected' } }] }] },
};

/** The user's rhythm, in milliseconds: short beside any gap that somebody would notice. */
const EVERY_MS = 50;

/** A user who writes wrong configuration all the time. */
export interface Probe {
  /** Resolves when galley has refused so many more. */
  readonly judged: (times: number) => Promise<void>;
  /** Ends it. @returns what happened instead of galley's refusal while the apiserver was there, once each */
  readonly stop: () => readonly string[];
}

/** Starts writing. */
export function startProbe(client: KubeClient): Probe {
  const gaps = new Set<string>();
  const waiting = new Set<{ left: number; done: () => void }>();
  const stop = new AbortController();
  const judge = (outcome: string): void => {
    if (outcome.includes('asked for it')) {
      for (const waiter of waiting) if (--waiter.left === 0) waiter.done();
    } else if (!isApiserversOwn(outcome)) gaps.add(outcome);
  };
  const isOver = (): boolean => stop.signal.aborted;
  void (async () => {
    for await (const _ of ticks(EVERY_MS)) {
      const outcome = await client.create(ROUTE, { dryRun: true, signal: stop.signal }).then(
        () => 'it was admitted',
        (error: unknown) => String(error),
      );
      if (isOver()) break;
      judge(outcome);
    }
  })();
  return {
    judged: (left) => new Promise((done) => waiting.add({ left, done })),
    stop: () => {
      stop.abort();
      return [...gaps];
    },
  };
}

/** An apiserver that stops or starts: not reached, or not yet serving the kind. */
const isApiserversOwn = (outcome: string): boolean =>
  /no answer from|does not serve|could not find the requested resource|not yet ready|ServiceUnavailable/.test(outcome);
