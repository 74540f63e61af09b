import type { Manifest } from '../../../src/api/manifest.ts';
import { loadAll } from 'js-yaml';

/** A token that a request carries. */
export interface Token {
  readonly issuer: string;
  readonly subject: string;
  readonly isValid: boolean;
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Whom it is for: a port of a Service, and the pod behind. */
export interface Place {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
  readonly targetPort: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Otherwise it is a connection, of which only addresses, ports and certificates are known. */
  readonly isHttp: boolean;
}

/** The pod that calls: mixer knew it, whether it had a certificate or not. */
export interface Caller {
  readonly namespace: string;
  readonly account: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A request as proxies see it. */
export interface Request {
  readonly to: Place;
  readonly caller: Caller;
  /** Of the certificate; plain text where there is none. */
  readonly principal?: string;
  readonly token?: Token;
  readonly ip: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const place = (of: string, port: number, targetPort: number, labels: Place['labels']): Place => {
  const [service = '', namespace = ''] = of.split('.');
  return { namespace, service, port, targetPort, labels, isHttp: service !== 'db' };
};

/** Ports of the Services of WORLD; `web2` is another pod of web. */
export const PLACES: Readonly<Record<string, Place>> = {
  web: place('web.shop', 80, 8080, { app: 'web', version: 'v1' }),
  web2: place('web.shop', 80, 8080, { app: 'web', version: 'v2' }),
  'web-admin': place('web.shop', 90, 9090, { app: 'web', version: 'v1' }),
  api: place('api.shop', 80, 8080, { app: 'api', version: 'v1' }),
  'api-ops': place('ops.shop', 7000, 7000, { app: 'api', version: 'v1' }),
  db: place('db.data', 5432, 5432, { app: 'db', version: 'v1' }),
};

/** Two namespaces: web has two ports, of which one has a name for its target; api and ops are Services of the same pods. */
export const WORLD: readonly Manifest[] = loadAll(`
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: data}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: http-admin, port: 90, targetPort: admin}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web, version: v1}}, spec: {containers: [{name: web, ports: [{name: admin, containerPort: 9090}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: ops, namespace: shop}
spec: {selector: {app: api}, ports: [{name: http, port: 7000}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {selector: {app: db}, ports: [{name: tcp, port: 5432}]}
`) as Manifest[];

const pod = (of: string, workload: string, labels: Caller['labels']): Caller => {
  const [account = '', namespace = ''] = of.split('.');
  return { namespace, account, workload, labels };
};

/** Pods that call, by name: the two of page have accounts of their own, the two of job share one. */
export const CALLERS: Readonly<Record<string, Caller>> = {
  page1: pod('page1.shop', 'page-v1', { app: 'page', version: 'v1' }),
  page2: pod('page2.shop', 'page-v2', { app: 'page', version: 'v2' }),
  job1: pod('job.data', 'job-a', { app: 'job', tier: 'a' }),
  job2: pod('job.data', 'job-b', { app: 'job', tier: 'b' }),
};

/** The workloads of those pods. */
export const CALLING: readonly Manifest[] = Object.values(CALLERS).map(({ namespace, account, workload, labels }) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: workload, namespace },
  spec: { template: { metadata: { labels }, spec: { serviceAccountName: account, containers: [] } } },
}));

/** Tokens by name. */
export const TOKENS: Readonly<Record<string, Token>> = {
  A: { issuer: 'https://a', subject: 'ann', isValid: true, claims: { groups: ['dev', 'ops'] } },
  B: { issuer: 'https://b', subject: 'bob', isValid: true, claims: { groups: ['sales'] } },
  expired: { issuer: 'https://a', subject: 'ann', isValid: false, claims: {} },
  stranger: { issuer: 'https://c', subject: 'eve', isValid: true, claims: {} },
};

/**
 * A request in words: `web GET /x by shop/page with A from 10.0.0.1 x-user=ann host=h`, of which only the place is needed.
 * Without `by` it is in plain text; without anything else it is GET / from 10.0.0.1. `as page1` is that pod, with its
 * certificate, or with `plain` without.
 */
export function request(words: string): Request {
  const [to = '', ...rest] = words.split(' ');
  const after = (word: string): string | undefined => afterIn(rest, word);
  const caller = CALLERS[after('as') ?? ''] ?? strangerOf(after('by'));
  const token = TOKENS[after('with') ?? ''];
  const pairs = rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]);
  const { host = PLACES[to]!.service, ...headers } = Object.fromEntries(pairs);
  return {
    to: PLACES[to]!,
    caller,
    ...(hasCertificate(rest) && { principal: `cluster.local/ns/${caller.namespace}/sa/${caller.account}` }),
    ...(token !== undefined && { token }),
    ip: after('from') ?? '10.0.0.1',
    method: rest.find((word) => /^[A-Z]{3,}$/.test(word)) ?? 'GET',
    host,
    path: rest.find((word) => word.startsWith('/')) ?? '/',
    headers,
  };
}

const afterIn = (words: readonly string[], word: string): string | undefined =>
  words.includes(word) ? words[words.indexOf(word) + 1] : undefined;

const hasCertificate = (words: readonly string[]): boolean =>
  words.includes('by') || (words.includes('as') && !words.includes('plain'));

/** A pod of which only the account is known. */
function strangerOf(name: string | undefined): Caller {
  const [namespace = '', account = ''] = (name ?? 'default/default').split('/');
  return { namespace, account, workload: 'stranger', labels: {} };
}
