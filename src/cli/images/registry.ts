/** A registry does not say what an image is. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly image: string;

  constructor(image: string, why: string, cause?: unknown) {
    super(`${image}: ${why}`, { cause });
    this.image = image;
  }
}

/** Indexes first: what is copied is there for every architecture (OCI distribution specification 1.1). */
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const ANSWER_MS = 30_000;

/** Where docker.io answers, and how it is called in the files of `docker login`. */
const HUB = { api: 'registry-1.docker.io', login: 'https://index.docker.io/v1/' };

/** Registries of images, asked over their HTTP interface. */
export class Registry {
  readonly #logins: Readonly<Record<string, string>>;

  /** @param logins `user:password` in base64, by registry, as in ~/.docker/config.json */
  constructor(logins: Readonly<Record<string, string>>) {
    this.#logins = logins;
  }

  /** The digest of an image, by its whole reference. @throws RegistryError */
  async digestOf(image: string): Promise<string> {
    const { url, login } = locate(image);
    try {
      const auth = this.#logins[login];
      const first = await head(url);
      const answer = first.status === 401 ? await head(url, await permission(first, auth)) : first;
      return readDigest(answer, image);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      throw new RegistryError(image, `its registry cannot be asked: ${reasonOf(error)}`, error);
    }
  }
}

function readDigest({ status, headers }: Response, image: string): string {
  if (status === 401 || status === 403) throw new RegistryError(image, 'its registry wants a login; use docker login');
  if (status === 404) throw new RegistryError(image, 'its registry has no such image');
  if (status === 429) throw new RegistryError(image, 'its registry has been asked too often; try again later');
  const digest = headers.get('docker-content-digest');
  if (status !== 200 || digest === null)
    throw new RegistryError(image, `its registry answers ${status}, without a digest`);
  return digest;
}

/** Where the manifest of an image is. Registries on this machine speak plain HTTP, as for docker. */
function locate(image: string): { url: string; login: string } {
  const slash = image.indexOf('/');
  const [host, rest] = [image.slice(0, slash), image.slice(slash + 1)];
  const [repository = '', digest] = rest.split('@');
  const colon = repository.lastIndexOf(':');
  const [path, tag] = colon < 0 ? [repository, 'latest'] : [repository.slice(0, colon), repository.slice(colon + 1)];
  const isHub = host === 'docker.io';
  const scheme = isLocal(host) ? 'http' : 'https';
  const url = `${scheme}://${isHub ? HUB.api : host}/v2/${path}/manifests/${digest ?? tag}`;
  return { url, login: isHub ? HUB.login : host };
}

const isLocal = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host);

const head = (url: string, authorization?: string): Promise<Response> =>
  fetch(url, {
    method: 'HEAD',
    headers: { accept: MANIFESTS, ...(authorization !== undefined && { authorization }) },
    signal: AbortSignal.timeout(ANSWER_MS),
  });

/** What a registry wants to see: the login itself, or a token that its service gives for it, or to anybody. */
async function permission({ headers }: Response, auth: string | undefined): Promise<string | undefined> {
  const [, scheme = '', rest = ''] = /^(\w+) (.*)$/.exec(headers.get('www-authenticate') ?? '') ?? [];
  const basic = auth === undefined ? undefined : `Basic ${auth}`;
  return scheme.toLowerCase() === 'bearer' ? `Bearer ${await token(rest, basic)}` : basic;
}

/** @param challenge `realm="https://…",service="…",scope="…"` */
async function token(challenge: string, basic: string | undefined): Promise<string> {
  const query = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]));
  const url = new URL(query.get('realm') ?? '');
  query.delete('realm');
  // The registry says where to: a password goes nowhere in the clear.
  if (url.protocol !== 'https:' && !isLocal(url.host)) throw new Error(`it wants a login over ${url.protocol}//`);
  url.search = new URLSearchParams([...query]).toString();
  const headers: Record<string, string> = basic === undefined ? {} : { authorization: basic };
  const answer = (await (await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) })).json()) as Token;
  return answer.token ?? answer.access_token ?? '';
}

/** Services call it in one of two ways. */
interface Token {
  readonly token?: string;
  readonly access_token?: string;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message ?? message;
}
