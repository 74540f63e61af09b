import { ApiError, ConnectionError } from '../../kube/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Access, Visitor } from '../access/access.ts';
import { RateLimit } from '../access/rate-limit.ts';
import type { Asked } from '../facts/proxy-report.ts';

/** One pod. */
export interface PodName {
  readonly namespace: string;
  readonly pod: string;
}

/**
 * Asks the Envoy of a pod for its configuration, with the rights of who looks. Ends when the signal aborts.
 * @throws ApiError, ConnectionError
 */
export type AskEnvoy = (token: string, pod: PodName, signal: AbortSignal) => Promise<string>;

/** Who wants to know. */
export interface Asker {
  readonly visitor: Visitor;
  /** Empty where nobody has to say who they are. */
  readonly token: string;
  /** Aborts when they have left. */
  readonly signal: AbortSignal;
}

/** What asking takes. */
export interface EnvoyReaderOptions {
  readonly access: Pick<Access, 'may'>;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Missing where nobody's rights can be used. */
  readonly ask?: AskEnvoy | undefined;
}

/** Pages that somebody turns over; a script has `meshwright proxy`. */
const RATE = { burst: 10, perSecond: 0.5 };
/** Answers that are in memory at once, whoever asks. */
const MOST_AT_ONCE = 4;

const UNTOLD = {
  nobody:
    'nobody is asked here who they are, and the operator itself has no right to look into pods; ' +
    'the command line asks with your own rights',
  forbidden: 'the cluster does not let you create pods/portforward for this pod',
  waiting: 'another answer that you asked for is still under way; open the page again in a moment',
  often: 'you have asked often in the last seconds; open the page again in a moment',
  busy: 'others are reading the configuration of proxies; open the page again in a moment',
} as const;

/** Asks Envoys: for whom the cluster lets, one at a time each, not too often, and never for who has left. */
export class EnvoyReader {
  readonly #options: EnvoyReaderOptions;
  readonly #rate: RateLimit;
  readonly #asking = new Set<string>();

  constructor(options: EnvoyReaderOptions) {
    this.#options = options;
    this.#rate = new RateLimit(options.clock, RATE);
  }

  /** What an Envoy answers to `/config_dump`, or in words why it was not asked, or gave no answer. */
  async read({ visitor, token, signal }: Asker, pod: PodName): Promise<Asked<string>> {
    const { access, ask } = this.#options;
    if (ask === undefined) return { untold: UNTOLD.nobody };
    const { namespace, pod: name } = pod;
    const right = { verb: 'create', group: '', resource: 'pods', subresource: 'portforward', namespace, name };
    if (!(await access.may(visitor, right))) return { untold: UNTOLD.forbidden };
    const { username } = visitor;
    const refused = this.#refusal(username);
    if (refused !== undefined) return { untold: UNTOLD[refused] };
    this.#asking.add(username);
    try {
      return { told: await ask(token, pod, signal) };
    } catch (error) {
      return { untold: reasonOf(error) };
    } finally {
      this.#asking.delete(username);
    }
  }

  #refusal(username: string): keyof typeof UNTOLD | undefined {
    if (this.#asking.has(username)) return 'waiting';
    if (this.#asking.size >= MOST_AT_ONCE) return 'busy';
    return this.#rate.allows(username) ? undefined : 'often';
  }
}

/** What the apiserver or the pod said; addresses of the cluster are nothing for a page. */
function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return `${error.reason}: ${error.serverMessage}`;
  if (error instanceof ConnectionError && error.cause instanceof Error) return error.cause.message;
  throw error;
}
