import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ListenAddress } from '../config.ts';
import { listen, type Listening } from '../listen.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/** What is shown. */
export interface Shown {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly health: Pick<Health, 'trouble'>;
  readonly readiness: Pick<Readiness, 'missing'>;
}

const ASKED = { flag: '--metrics-address', what: 'metrics and health checks' };

/** Answers questions about the operator until it is closed. @throws AddressError naming the flag, and what to do */
export const startHttpServer = (where: ListenAddress, shown: Shown): Promise<Listening> =>
  listen(
    createServer((request, response) => void answer(request, response, shown)),
    where,
    ASKED,
  );

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly type?: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, shown: Shown): Promise<void> {
  const { code, text, type = 'text/plain; charset=utf-8' } = await answerTo(request, shown);
  response.writeHead(code, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(request.method === 'HEAD' ? undefined : text);
}

type Route = (shown: Shown) => Answer | Promise<Answer>;

const OK: Answer = { code: 200, text: 'ok\n' };

const okUnless = (trouble: string | undefined): Answer =>
  trouble === undefined ? OK : { code: 503, text: `${trouble}\n` };

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  [ENDPOINTS.health, ({ health }) => okUnless(health.trouble)],
  [ENDPOINTS.readiness, ({ readiness }) => okUnless(readiness.missing)],
  [ENDPOINTS.metrics, async ({ metrics }) => ({ code: 200, text: await metrics.text(), type: metrics.contentType })],
]);

/** Whatever goes wrong must not end the operator. */
async function answerTo({ method = '', url = '' }: IncomingMessage, shown: Shown): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { code: 405, text: 'only GET and HEAD\n' };
  const route = ROUTES.get(url.replace(/\?.*/, ''));
  if (route === undefined) return { code: 404, text: `there is ${[...ROUTES.keys()].join(', ')}\n` };
  try {
    return await route(shown);
  } catch (error) {
    return { code: 500, text: `${error instanceof Error ? error.message : String(error)}\n` };
  }
}
