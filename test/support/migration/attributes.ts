import type { Request } from './request.ts';

/** What becomes of a request. */
export type Verdict = 'allow' | 'deny';

/** What is known of a request, by the name that policies have for it; a value that is not there is no value. */
const VALUES: Readonly<Record<string, (request: Request, key: string) => readonly (string | undefined)[]>> = {
  'source.principal': ({ principal }) => [principal],
  'source.namespace': ({ principal }) => [principal?.split('/')[2]],
  'source.ip': ({ ip }) => [ip],
  'request.auth.principal': ({ token }) => [token && `${token.issuer}/${token.subject}`],
  'request.auth.claims': ({ token }, claim) => token?.claims[claim] ?? [],
  'request.headers': ({ headers }, name) => [headers[name]],
  'destination.labels': ({ to }, name) => [to.labels[name]],
  'destination.name': ({ to }) => [to.service],
  'destination.namespace': ({ to }) => [to.namespace],
  'destination.port': ({ to }) => [String(to.targetPort)],
  'destination.host': ({ to }) => [`${to.service}.${to.namespace}.svc.cluster.local`],
  host: ({ host }) => [host],
  method: ({ method }) => [method],
  path: ({ path }) => [path.split('?')[0]],
};

/** True when an attribute of the request, such as `request.headers[x-user]`, is one of the pattern. */
export function holds(attribute: string, pattern: string, request: Request): boolean {
  const [name = '', inner = ''] = attribute.replace(/\]$/, '').split('[');
  const values = VALUES[name];
  if (values === undefined) throw new Error(`no such attribute: ${attribute}`);
  const fits = name === 'source.ip' ? isInRange : stringFits;
  return values(request, inner).some((value) => value !== undefined && fits(value, pattern));
}

/** True for what only requests have, and connections do not. */
export const isOfHttp = (attribute: string): boolean => /^(request\.|host$|method$|path$)/.test(attribute);

/** `*` is any value that is not empty; at an end it stands for anything. */
function stringFits(value: string, pattern: string): boolean {
  if (pattern === '*') return value.length > 0;
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
}

const numberOf = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** True for an address of IPv4 in a range, or for the same address. */
function isInRange(ip: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(ip) / size) === Math.floor(numberOf(base) / size);
}
