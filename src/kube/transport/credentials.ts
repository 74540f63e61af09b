import { HttpMethod, RequestContext, type KubeConfig } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../runtime/clock.ts';

/** What a request needs to be let in. */
export interface Access {
  headers: Record<string, string>;
  dispatcher: Dispatcher | undefined;
}

// Kubelet and exec plugins rotate credentials; asking again now and then picks them up before they expire.
const HEADERS_AGE_MS = 30_000;
const CONNECTIONS_AGE_MS = 10 * 60_000;
/** How long requests under way may take to end when we close. */
const CLOSE_MS = 1000;

/** The credentials of a kubeconfig, renewed as they age, with one connection pool for all requests. */
export class Credentials {
  readonly #config: KubeConfig;
  readonly #clock: Clock;
  #access: Promise<Access> | undefined;
  #askedAt = 0;
  #connectedAt = 0;

  constructor(config: KubeConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  current(): Promise<Access> {
    const now = this.#clock.elapsed();
    if (this.#access !== undefined && now - this.#askedAt < HEADERS_AGE_MS) return this.#access;
    const asked = this.#renew(this.#access, now);
    this.#access = asked;
    this.#askedAt = now;
    // A failure is the caller's to report; the next call asks again.
    asked.catch(() => {
      if (this.#access === asked) this.#access = undefined;
    });
    return asked;
  }

  /** The server did not accept what we had: ask again, on new connections. */
  expire(): void {
    this.#access = undefined;
  }

  /** Ends all connections: at once where nothing is under way, and otherwise after a moment. */
  async close(): Promise<void> {
    const dispatcher = (await this.#access?.catch(() => undefined))?.dispatcher;
    this.#access = undefined;
    if (dispatcher === undefined) return;
    const closed = new AbortController();
    const cut = this.#clock.after(CLOSE_MS, closed.signal).then(
      () => dispatcher.destroy(),
      () => undefined,
    );
    // Not destroyed right away: a stream whose request was just aborted would throw its error at nobody.
    await Promise.race([dispatcher.close(), cut]);
    closed.abort();
  }

  // Replaced connections are only let go: closing them would cut the watches that run on them.
  async #renew(previous: Promise<Access> | undefined, now: number): Promise<Access> {
    const asked = await this.#ask();
    const access = await previous?.catch(() => undefined);
    if (access !== undefined && now - this.#connectedAt < CONNECTIONS_AGE_MS) {
      return { headers: asked.headers, dispatcher: access.dispatcher };
    }
    this.#connectedAt = now;
    return asked;
  }

  async #ask(): Promise<Access> {
    const cluster = this.#config.getCurrentCluster();
    const context = new RequestContext(cluster?.server ?? '', HttpMethod.GET);
    await this.#config.applySecurityAuthentication(context);
    return { headers: { ...context.getHeaders() }, dispatcher: overHttp1(context.getDispatcher()) };
  }
}

/**
 * The same connections without HTTP/2. Over it all watches share one connection, which falls with each of them, and
 * undici 8 throws the errors of streams that were aborted just before a close at nobody, which ends the process.
 */
function overHttp1(dispatcher: Dispatcher | undefined): Dispatcher | undefined {
  return dispatcher?.compose((dispatch) => (options, handler) => dispatch({ ...options, ...HTTP_1 }, handler));
}

// The agent reads the option per request (undici 8.12); its type only has it for the agent as a whole.
const HTTP_1 = { allowH2: false };
