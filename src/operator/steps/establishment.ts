import type { Manifest } from '../../api/manifest.ts';
import { API } from '../../api/meshinstall.ts';
import { describeObject } from '../../core/model/object-id.ts';
import { isAcceptedOnly } from '../../core/readiness/health.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { EventTeller, Subject } from '../pass/subject.ts';
import { patchLive, type PatchContext } from './patch-live.ts';

/** What is needed to ask for a CRD again. */
export type EstablishmentContext = Subject &
  EventTeller &
  PatchContext & {
    readonly cache: Pick<LiveCache, 'live'>;
  };

/**
 * An apiserver takes a second from accepting the names of a CRD to serving it, and five more where there are several
 * apiservers. The next time it is asked no sooner than after this, either.
 */
const ESTABLISHED_WITHIN_MS = 10_000;

/** Written and taken away again: any change of a CRD makes the apiserver look at it. */
const ASKED_AGAIN = `${API.group}/establish`;

/**
 * Gets CRDs served that the apiserver has forgotten. Its controllers do so in two writes, the first of which sets off
 * the second; an apiserver that ends between the two does not look at the CRD again until something changes it, or
 * until it lists all CRDs, five minutes after its start (Kubernetes, `customresource_handler.go`).
 */
export class Establishment {
  readonly #clock: Pick<Clock, 'elapsed'>;
  /** When each CRD has to be served, by the monotonic clock: mesh, then uid of the CRD. */
  readonly #due = new Map<string, ReadonlyMap<string, number>>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** Asks again for those of the CRDs that have been waited for long enough. */
  async request(pass: EstablishmentContext, manifests: readonly Manifest[]): Promise<void> {
    const mesh = pass.install.metadata.name;
    const known = this.#due.get(mesh);
    const waiting = manifests
      .flatMap((manifest) => pass.cache.live(manifest) ?? [])
      .filter(isAcceptedOnly)
      .map((crd) => ({ crd, uid: crd.metadata.uid ?? '' }));
    this.forget(mesh);
    if (waiting.length === 0) return;
    const now = this.#clock.elapsed();
    const next = now + ESTABLISHED_WITHIN_MS;
    const forgotten = waiting.filter(({ uid }) => (known?.get(uid) ?? next) <= now);
    await Promise.all(forgotten.map(({ crd }) => touch(pass, crd)));
    const dues = waiting.map(
      (one) => [one.uid, forgotten.includes(one) ? next : (known?.get(one.uid) ?? next)] as const,
    );
    this.#due.set(mesh, new Map(dues));
  }

  /** In how many milliseconds to look again; Infinity when there is nothing to look at. */
  nextLookMs(mesh: string): number {
    const due = Math.min(...(this.#due.get(mesh)?.values() ?? []));
    return Math.max(due - this.#clock.elapsed(), 1);
  }

  /** The mesh is gone, or all its CRDs are served. */
  forget(mesh: string): void {
    this.#due.delete(mesh);
  }
}

async function touch(pass: EstablishmentContext, crd: Manifest): Promise<void> {
  for (const value of ['again', null])
    if (!(await patchLive(pass, crd, { metadata: { annotations: { [ASKED_AGAIN]: value } } }))) return;
  const what = `${describeObject(crd)} was accepted but is not served after ${ESTABLISHED_WITHIN_MS / 1000} s`;
  const message = `${what}; the apiserver was asked again`;
  pass.recordEvent(pass.install, { type: 'Warning', reason: 'CRDNotEstablished', message });
}
