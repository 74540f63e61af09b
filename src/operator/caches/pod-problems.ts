import type { Manifest } from '../../api/manifest.ts';
import { identityOf } from '../../core/model/object-id.ts';
import { workloadSpec } from '../../core/model/selector.ts';
import { isPodOwner } from '../../core/model/workloads.ts';
import { healthOf } from '../../core/readiness/health.ts';
import { creationProblem, isWaitedFor, podProblem, tellingEvents } from '../../core/readiness/pod-problem.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';

/** What reading needs. */
export interface PodProblemsOptions {
  readonly client: Pick<KubeClient, 'list'>;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Somebody may not read pods, or the apiserver does not answer: the mesh goes on without reasons. */
  readonly onError: (error: unknown) => void;
}

/** A pod that was just made has nothing to tell: a mesh that comes up as it should costs few requests. */
const FIRST_LOOK_MS = 3_000;

/** So often pods are looked at, and less and less often while they say the same. */
const LOOK_MS = 5_000;
const MAX_LOOK_MS = 30_000;

/** A look takes no longer than this, or the pass goes on without it. */
const TIMEOUT_MS = 5_000;

interface Look {
  readonly generation: number | undefined;
  readonly answer: string | undefined;
  /** When to look again, by the monotonic clock. */
  readonly due: number;
  readonly everyMs: number;
}

/**
 * Why the pods of workloads are not ready. Only pods of workloads that are not available are read, and no more often
 * than every few seconds: there is nothing to follow while everything works.
 */
export class PodProblems {
  readonly #options: PodProblemsOptions;
  /** By identity of the workload. */
  readonly #looks = new Map<string, Look>();
  /** Which workloads of a mesh are looked at. */
  readonly #unready = new Map<string, readonly string[]>();

  constructor(options: PodProblemsOptions) {
    this.#options = options;
  }

  /** Looks where it is time to; `owned` is everything of the mesh. Never throws. */
  async refresh(mesh: string, owned: readonly Manifest[], signal: AbortSignal): Promise<void> {
    const unready = owned.filter((object) => isPodOwner(object) && healthOf(object).state !== 'Current');
    const looks = await Promise.all(
      unready.map(async (workload) => {
        const key = identityOf(workload);
        return [key, await this.#look(workload, this.#looks.get(key), signal)] as const;
      }),
    );
    this.forget(mesh);
    if (looks.length === 0) return;
    for (const [key, look] of looks) this.#looks.set(key, look);
    this.#unready.set(
      mesh,
      looks.map(([key]) => key),
    );
  }

  /** Why pods of the live workload are not ready, as of the last look. */
  of(workload: Manifest): string | undefined {
    const look = this.#looks.get(identityOf(workload));
    return look?.generation === workload.metadata.generation ? look?.answer : undefined;
  }

  /** In how many milliseconds to look again at pods of the mesh; Infinity when there is nothing to look at. */
  nextLookMs(mesh: string): number {
    const now = this.#options.clock.elapsed();
    const due = (this.#unready.get(mesh) ?? []).map((key) => this.#looks.get(key)?.due ?? Infinity);
    return Math.max(Math.min(...due) - now, 1);
  }

  /** The mesh is gone, or all its pods are there. */
  forget(mesh: string): void {
    for (const key of this.#unready.get(mesh) ?? []) this.#looks.delete(key);
    this.#unready.delete(mesh);
  }

  async #look(workload: Manifest, before: Look | undefined, signal: AbortSignal): Promise<Look> {
    const now = this.#options.clock.elapsed();
    const { generation } = workload.metadata;
    if (before === undefined || before.generation !== generation)
      return { generation, answer: undefined, due: now + FIRST_LOOK_MS, everyMs: LOOK_MS };
    if (now < before.due) return before;
    const patient = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await this.#read(workload, patient).catch((error: unknown) => {
      this.#options.onError(error);
      return before.answer;
    });
    const isKnown = answer !== undefined && answer === before.answer;
    const everyMs = isKnown ? Math.min(before.everyMs * 2, MAX_LOOK_MS) : LOOK_MS;
    return { generation, answer, due: this.#options.clock.elapsed() + everyMs, everyMs };
  }

  async #read(workload: Manifest, signal: AbortSignal): Promise<string | undefined> {
    const pods = (await this.#pods(workload, signal)).filter(isWaitedFor).sort(newestFirst);
    const pod = pods.find((candidate) => podProblem(candidate) !== undefined) ?? pods[0];
    if (pod === undefined) return creationProblem(await this.#events(workload, ['FailedCreate'], signal));
    return podProblem(pod, await this.#events(pod, tellingEvents(pod), signal));
  }

  /** Pods that have ended tell of the past. */
  async #pods(workload: Manifest, signal: AbortSignal): Promise<Manifest[]> {
    const { matchLabels = {} } = workloadSpec(workload).selector ?? {};
    const { items } = await this.#options.client.list(
      { apiVersion: 'v1', kind: 'Pod' },
      {
        ...(workload.metadata.namespace !== undefined && { namespace: workload.metadata.namespace }),
        labelSelector: Object.entries(matchLabels)
          .map(([key, value]) => `${key}=${value}`)
          .join(),
        fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
        signal,
      },
    );
    return items;
  }

  async #events({ metadata }: Manifest, reasons: readonly string[], signal: AbortSignal): Promise<Manifest[]> {
    const { namespace, uid } = metadata;
    if (reasons.length === 0 || namespace === undefined || uid === undefined) return [];
    const fieldSelector = `involvedObject.uid=${uid}`;
    const { items } = await this.#options.client.list(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace, fieldSelector, signal },
    );
    return items;
  }
}

const newestFirst = (a: Manifest, b: Manifest): number =>
  (a.metadata.creationTimestamp ?? '') > (b.metadata.creationTimestamp ?? '') ? -1 : 1;
