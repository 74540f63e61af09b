import { createHash } from 'node:crypto';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { KindNotServedError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Access, Right, Visitor } from './access.ts';
import { BoundedCache } from './bounded-cache.ts';

/** What asking the cluster needs. */
export interface ClusterAccessOptions {
  readonly client: Pick<KubeClient, 'create' | 'discovery'>;
  readonly clock: Pick<Clock, 'elapsed'>;
}

/** A token that was taken back, or a right, is good for no longer than this. */
const BELIEVED_MS = 30_000;
/** A token that is not good yet may be soon; and who guesses is not asked for again and again. */
const REFUSED_MS = 10_000;
const MOST_TOKENS = 1_000;
const MOST_RIGHTS = 5_000;

/** The apiserver says who has a token and what they may do: by TokenReview and SubjectAccessReview, remembered shortly. */
export class ClusterAccess implements Access {
  readonly asksWho = true;
  readonly #client: ClusterAccessOptions['client'];
  readonly #visitors: BoundedCache<Promise<Visitor | undefined>>;
  readonly #rights: BoundedCache<Promise<boolean>>;

  constructor({ client, clock }: ClusterAccessOptions) {
    this.#client = client;
    this.#visitors = new BoundedCache({ clock, most: MOST_TOKENS });
    this.#rights = new BoundedCache({ clock, most: MOST_RIGHTS });
  }

  readonly visitorOf = (token: string): Promise<Visitor | undefined> =>
    // What is remembered is no token: who reads our memory finds none that they can use.
    remembered(this.#visitors, digestOf(token), () => this.#review(token));

  readonly may = (visitor: Visitor, right: Right): Promise<boolean> =>
    remembered(this.#rights, JSON.stringify([visitor, right]), () => this.#isAllowed(visitor, right));

  readonly mayGet = async (visitor: Visitor, { apiVersion, kind, namespace, name }: ObjectRef): Promise<boolean> => {
    const served = await this.#client.discovery.kind({ apiVersion, kind }).catch((error: unknown) => {
      if (error instanceof KindNotServedError) return undefined;
      throw error;
    });
    if (served === undefined) return false;
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    const place = { name, ...(namespace !== undefined && { namespace }) };
    return this.may(visitor, { verb: 'get', group, resource: served.resource, ...place });
  };

  async #review(token: string): Promise<Visitor | undefined> {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', metadata: NAMELESS, spec: { token } };
    const { status } = (await this.#client.create(review)) as TokenReview;
    return status?.authenticated === true ? status.user : undefined;
  }

  async #isAllowed({ username: user, ...visitor }: Visitor, resourceAttributes: Right): Promise<boolean> {
    const spec = { user, ...visitor, resourceAttributes };
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: NAMELESS, spec };
    const { status } = (await this.#client.create(review)) as { status?: { allowed?: boolean } };
    return status?.allowed === true;
  }
}

interface TokenReview {
  readonly status?: { readonly authenticated?: boolean; readonly user?: Visitor };
}

/** Reviews are questions: they have no name, and nothing is stored. */
const NAMELESS = {} as Manifest['metadata'];

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Who asks the same at the same time waits for the same answer; one that did not come is asked for again. */
function remembered<T>(cache: BoundedCache<Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const answer = ask();
  cache.set(key, answer, BELIEVED_MS);
  answer.then(
    (value) => {
      if (value === undefined || value === false) cache.set(key, answer, REFUSED_MS);
    },
    () => cache.delete(key),
  );
  return answer;
}
