import { Agent, request } from 'undici';
import { RequestError } from '../errors.ts';
import type { AdminAccess } from './config-files.ts';

/** A request of the devcluster's own. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
  /** Type of the body; `application/json` if left out. */
  readonly contentType?: string;
  readonly userAgent?: string;
}

// Name under which the devcluster's own requests appear in the audit log.
const ownUserAgent = 'devcluster';

/** Speaks to the apiserver of one cluster as its administrator: JSON in, JSON out. */
export class ApiClient {
  readonly #server: string;
  readonly #agent: Agent;

  constructor({ server, ca, cert, key }: AdminAccess) {
    this.#server = server;
    this.#agent = new Agent({ connect: { ca, cert, key, timeout: 1_000 }, keepAliveTimeout: 1_000 });
  }

  /**
   * Sends a request and returns the decoded answer.
   * @throws RequestError for an error status; the network's error if there is no answer.
   */
  async json<T>(path: string, options: ApiRequest = {}): Promise<T> {
    return JSON.parse(await this.text(path, options)) as T;
  }

  /** Like `json`, but returns the text of the answer. */
  async text(path: string, options: ApiRequest = {}): Promise<string> {
    const { method = 'GET', body, contentType = 'application/json', userAgent = ownUserAgent } = options;
    const response = await request(this.#server + path, {
      dispatcher: this.#agent,
      method,
      headers: { 'user-agent': userAgent, ...(body === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    if (response.statusCode < 400) return text;
    throw new RequestError(`${method} ${path}: ${response.statusCode} ${text.slice(0, 300)}`, response.statusCode);
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
