import type { IncomingMessage } from 'node:http';

/** Verbs that change something. */
const WRITES: ReadonlySet<string> = new Set(['create', 'patch', 'delete', 'update']);

/** What a replica asked of its apiserver. */
export interface ApiRequest {
  /** Which replica asked. */
  readonly replica: string;
  readonly method: string;
  /** Path and query as the apiserver is to get them. */
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** As the API has it: get, list, watch, create, patch, update, delete. */
  readonly verb: string;
  /** Plural, such as `deployments`; the first word of the path for what is no resource, such as `version`. */
  readonly resource: string;
}

/** Reads a request to its end. Its first path segment names the replica: each has a kubeconfig of its own. */
export async function readRequest(question: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of question) chunks.push(chunk as Buffer);
  const { method = 'GET', url: text = '/', headers } = question;
  const [, replica = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(text) ?? [];
  const url = new URL(rest, 'https://apiserver');
  const { resource, isOne } = resourceOf(url.pathname);
  const verb = verbOf(method, url, isOne);
  return { replica, method, url, headers, body: Buffer.concat(chunks), verb, resource };
}

/** True for what changes the mesh: neither the lease of the operator nor what it tells. */
export const isWrite = ({ verb, resource }: ApiRequest): boolean =>
  WRITES.has(verb) && resource !== 'leases' && resource !== 'events';

/** True for requests that are answered once. */
export const isAnswered = ({ verb }: ApiRequest): boolean => verb !== 'watch';

/** What the path names, and whether that is one object. */
function resourceOf(path: string): { resource: string; isOne: boolean } {
  const [, resource, name] =
    /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/[^/]+)?\/([^/]+)(?:\/([^/]+))?/.exec(path) ??
    /^\/(?:api|apis\/[^/]+)\/[^/]+\/(namespaces)(?:\/([^/]+))?/.exec(path) ??
    [];
  if (resource === undefined) return { resource: path.split('/')[1] ?? '', isOne: true };
  return { resource, isOne: name !== undefined };
}

const BY_METHOD: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

function verbOf(method: string, url: URL, isOne: boolean): string {
  if (method !== 'GET') return BY_METHOD[method] ?? method.toLowerCase();
  if (url.searchParams.get('watch') === 'true') return 'watch';
  return isOne ? 'get' : 'list';
}
