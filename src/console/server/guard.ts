import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a request is refused with, before anybody reads it. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

const LONGEST_URL = 2_048;

/** Ways to write a path that mean another one somewhere: dots, doubled or encoded slashes, backslashes, control codes. */
const TRICK = /\\|\/\/|(^|\/)\.{1,2}(\/|$)|%(2e|2f|5c|00|25)|[^\x21-\x7e]/i;

/** Names by which only this machine, or this pod, is called. */
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

const METHODS = ['GET', 'HEAD', 'POST'];

/**
 * Why a request is not answered at all; undefined: it may be. A page of somebody else may have a name of its own lead to
 * a loopback address, and so read what only this machine should: there, only names of the machine are answered to.
 */
export function refusalOf(
  { method = '', url = '', headers }: IncomingMessage,
  isLoopback: boolean,
): Refusal | undefined {
  if (!METHODS.includes(method)) return { code: 405, text: 'only GET and HEAD' };
  if (url.length > LONGEST_URL) return { code: 414, text: 'the path is too long' };
  const [path = ''] = url.split('?', 1);
  if (!path.startsWith('/') || TRICK.test(path)) return { code: 400, text: 'not a path of the console' };
  if (isLoopback && !LOOPBACK_HOST.test(headers.host ?? ''))
    return { code: 421, text: 'the console answers to localhost only; reach it by `meshwright console`' };
  return undefined;
}

/** Says no, and lets the connection go: who is refused has nothing more to say. */
export function refuse(response: ServerResponse, { code, text }: Refusal): void {
  response.writeHead(code, { ...PLAIN_HEADERS, connection: 'close' });
  response.end(`${text}\n`);
}

/** On every answer: nothing is loaded from anywhere else, framed, guessed at, or told to anybody. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const PLAIN_HEADERS = { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
