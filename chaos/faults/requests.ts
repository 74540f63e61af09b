import { systemClock } from '../../src/runtime/clock.ts';
import { isAnswered, isWrite, type ApiRequest } from '../proxy/request.ts';
import type { Exchange } from '../proxy/exchange.ts';
import type { Fault, Strike } from './fault.ts';

const LONGEST_LATENCY_MS = 3000;
const PIECES = 8;
const BETWEEN_PIECES_MS = 200;
/** The operator gives up a request after half a minute. */
const REQUEST_MS = 30_000;

const anything = (): boolean => true;
const isRead = ({ verb }: ApiRequest): boolean => verb === 'get' || verb === 'list';

const refuse =
  (code: number, reason: string, retryAfterSeconds?: number): Strike =>
  (exchange) =>
    exchange.refuse({ code, reason, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });

const late: Strike = async (exchange, random) => {
  await systemClock.after(random() * LONGEST_LATENCY_MS);
  if (!exchange.isOver) await exchange.pass();
};

const doneButUnanswered =
  (then: (exchange: Exchange) => void): Strike =>
  async (exchange) => {
    await exchange.fetch();
    then(exchange);
  };

/** Says how long the answer is, and breaks off in its middle. */
const truncated: Strike = async (exchange) => {
  const answer = await exchange.fetch();
  if (answer === undefined) {
    exchange.reset();
    return;
  }
  exchange.begin(answer).write(answer.body.subarray(0, answer.body.length / 2), () => exchange.reset());
};

const slow: Strike = async (exchange) => {
  const answer = await exchange.fetch();
  if (answer === undefined) {
    exchange.reset();
    return;
  }
  const { body } = answer;
  const out = exchange.begin(answer);
  const size = Math.ceil(body.length / PIECES);
  for (let at = 0; at < body.length && !exchange.isOver; at += size) {
    out.write(body.subarray(at, at + size));
    await systemClock.after(BETWEEN_PIECES_MS);
  }
  out.end();
};

/** Pages get small, so that there is a next one, which is refused: its token is too old. */
const expiredToken: Strike = (exchange) => {
  const { searchParams } = exchange.request.url;
  if (searchParams.has('continue')) {
    exchange.refuse({ code: 410, reason: 'Expired' });
    return;
  }
  searchParams.set('limit', '2');
  return exchange.pass();
};

/** Faults of single requests. */
export const REQUEST_FAULTS: readonly Fault[] = [
  {
    name: 'latency',
    about: 'up to 3 s until it arrives',
    longestMs: 10_000,
    request: { hits: anything, strike: late },
  },
  {
    name: 'reset-before-write',
    about: 'the connection breaks before the write',
    longestMs: 8000,
    request: { hits: isWrite, strike: (exchange) => exchange.reset() },
  },
  {
    name: 'reset-after-write',
    about: 'the connection breaks after the write',
    longestMs: 8000,
    request: { hits: isWrite, strike: doneButUnanswered((exchange) => exchange.reset()) },
  },
  {
    name: 'answer-lost',
    about: 'the write is done, and no answer comes',
    longestMs: 3000,
    request: { hits: isWrite, strike: doneButUnanswered(() => undefined) },
    unnoticedMs: REQUEST_MS,
  },
  {
    name: 'half-open',
    about: 'nothing is done, and no answer comes',
    longestMs: 3000,
    request: { hits: isAnswered, strike: () => undefined },
    unnoticedMs: REQUEST_MS,
  },
  {
    name: 'forbidden',
    about: '403 for one kind',
    longestMs: 10_000,
    request: { hits: ({ resource }, target) => resource === target, strike: refuse(403, 'Forbidden') },
  },
  {
    name: 'conflict',
    about: '409 for writes',
    longestMs: 8000,
    request: { hits: isWrite, strike: refuse(409, 'Conflict') },
  },
  {
    name: 'gone',
    about: '410 for lists and watches',
    longestMs: 8000,
    request: { hits: ({ verb }) => verb === 'list' || verb === 'watch', strike: refuse(410, 'Expired') },
  },
  {
    name: 'invalid-once',
    about: '422 for one write',
    longestMs: 10_000,
    request: { hits: isWrite, strike: refuse(422, 'Invalid'), once: true },
  },
  {
    name: 'too-many-requests',
    about: '429 with Retry-After',
    longestMs: 8000,
    request: { hits: anything, strike: refuse(429, 'TooManyRequests', 1) },
  },
  {
    name: 'internal-errors',
    about: 'a burst of 500',
    longestMs: 8000,
    request: { hits: anything, strike: refuse(500, 'InternalError') },
  },
  {
    name: 'unavailable',
    about: 'a burst of 503',
    longestMs: 8000,
    request: { hits: anything, strike: refuse(503, 'ServiceUnavailable') },
  },
  {
    name: 'expired-token',
    about: 'small pages, and the second is refused',
    longestMs: 8000,
    request: { hits: ({ verb }) => verb === 'list', strike: expiredToken },
  },
  { name: 'truncated', about: 'answers break off', longestMs: 8000, request: { hits: isAnswered, strike: truncated } },
  { name: 'slow-body', about: 'answers come in drops', longestMs: 8000, request: { hits: isRead, strike: slow } },
];
