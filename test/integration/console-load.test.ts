import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../src/api/meshinstall.ts';
import { consoleFor, install, viewOf } from '../support/console.ts';
import { sidecar } from '../support/proxies.ts';

const MESHES = 200;
const VIEWERS = 20;
/** `MESHWRIGHT_CONSOLE_MINUTES=5` looks for longer whether memory grows. */
const MINUTES = Number(process.env['MESHWRIGHT_CONSOLE_MINUTES'] ?? 0.1);
const CHANGES_PER_SECOND = 20;
/** In a short look on a machine with other work, how long others have it says as much as what we do. */
const MOST_DELAY_MS = MINUTES < 1 ? 200 : 50;
const MOST_GROWTH_MIB = 8;

/** What is used after all that is not was collected, in MiB. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const component = (name: string, round: number) => ({
  name,
  version: '1.4.10',
  image: `docker.io/istio/${name}:1.4.10`,
  ready: `${round % 2}/1`,
  phase: round % 2 === 0 ? ('Ready' as const) : ('Progressing' as const),
  ports: ['http:8080', 'grpc:15010'],
  since: '2026-11-28T11:59:00Z',
});
const NAMES = ['citadel', 'galley', 'pilot', 'policy', 'telemetry', 'injector', 'istio-ingressgateway', 'prometheus'];

const meshOf = (i: number, round: number): MeshInstall =>
  install(`mesh-${i}`, {
    phase: 'Ready',
    version: '1.4.10',
    ready: `${round}/8`,
    components: NAMES.map((name) => component(name, round)),
  });

/** Somebody who looks: reads on, and counts what comes. */
async function viewer(address: string, until: AbortSignal): Promise<() => number> {
  const { body } = await fetch(address, { signal: until });
  let bytes = 0;
  void (async () => {
    for await (const chunk of body as AsyncIterable<Uint8Array>) bytes += chunk.length;
  })().catch(() => undefined);
  return () => bytes;
}

describe('a console of two hundred meshes that twenty people look at', () => {
  it(
    'does not hold up the operator, and does not grow',
    async () => {
      const meshes = Array.from({ length: MESHES }, (_, i) => meshOf(i, 0));
      const proxies = Array.from({ length: 200 }, (_, i) => sidecar('1.4.10', `team-${i % 20}`));
      const shown = await consoleFor(viewOf(() => meshes, { proxies }));
      const over = new AbortController();
      const delay = monitorEventLoopDelay({ resolution: 1 });
      try {
        const paths = Array.from({ length: VIEWERS }, (_, i) => (i % 2 === 0 ? '/live' : `/live/meshes/mesh-${i}`));
        const viewers = await Promise.all(paths.map((path) => viewer(shown.url + path, over.signal)));
        let round = 0;
        const change = (): void => {
          const i = round++ % MESHES;
          meshes[i] = meshOf(i, round);
          shown.onEvent(`mesh-${i}`, { type: 'Normal', reason: 'ComponentReady', message: `round ${round}` });
          shown.onChange(`mesh-${i}`);
        };
        const changing = setInterval(change, 1_000 / CHANGES_PER_SECOND);
        const time = MINUTES * 60_000;
        await new Promise((done) => setTimeout(done, time / 3));
        const before = heapUsed();
        delay.enable();
        await new Promise((done) => setTimeout(done, (time * 2) / 3));
        delay.disable();
        clearInterval(changing);
        const grown = heapUsed() - before;
        const p99 = delay.percentile(99) / 1e6;
        process.stderr.write(`console: p99 ${p99.toFixed(1)} ms, heap ${grown.toFixed(1)} MiB more\n`);
        expect(p99).toBeLessThan(MOST_DELAY_MS);
        expect(grown).toBeLessThan(MOST_GROWTH_MIB);
        for (const bytes of viewers) expect(bytes()).toBeGreaterThan(0);
      } finally {
        over.abort();
        await shown.close();
      }
    },
    MINUTES * 60_000 + 60_000,
  );
});
