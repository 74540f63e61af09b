import type { Manifest } from '../../src/api/manifest.ts';
import { rolloutLimits } from '../../src/core/readiness/rollout.ts';
import { workloadSpec } from '../../src/core/model/selector.ts';
import type { HistoryEntry } from './cluster-history.ts';

/** What has to be followed to tell how many pods served. */
export const SERVING = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Pod' },
];

/** How many pods of one Deployment served, at any moment. */
export interface Served {
  /** Every number of pods that its spec named, in order. */
  readonly replicas: readonly number[];
  /** The fewest ready pods at any moment. */
  readonly fewest: number;
  /** The fewest that its strategy allowed at any moment. */
  readonly allowed: number;
  /** Moments with fewer ready pods than the strategy allowed just then. */
  readonly tooFew: readonly string[];
}

/** How many pods of each Deployment of a namespace served since the history began, by name. */
export function servedIn(history: readonly HistoryEntry[], namespace: string): Map<string, Served> {
  const tallies = new Map<string, Tally>();
  const pods = new Map<string, Manifest>();
  for (const entry of history.filter(({ object }) => object.metadata.namespace === namespace)) {
    if (entry.kind === 'Pod') follow(pods, entry);
    else if (entry.kind === 'Deployment' && entry.type !== 'DELETED') noted(tallies, entry.object);
    for (const tally of tallies.values()) tally.count(pods, entry.revision);
  }
  return new Map([...tallies].map(([name, tally]) => [name, tally.result()]));
}

function follow(pods: Map<string, Manifest>, { type, name, object }: HistoryEntry): void {
  if (type === 'DELETED') pods.delete(name);
  else pods.set(name, object);
}

function noted(tallies: Map<string, Tally>, deployment: Manifest): void {
  const { name } = deployment.metadata;
  const tally = tallies.get(name) ?? new Tally(name);
  tallies.set(name, tally);
  tally.want(deployment);
}

/** The Deployment of a pod, told by its ReplicaSet: the selector and the labels may change from release to release. */
function deploymentOf({ metadata }: Manifest): string | undefined {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet')?.name;
  return owner?.replace(`-${metadata.labels?.['pod-template-hash'] ?? ''}`, '');
}

class Tally {
  readonly #name: string;
  readonly #replicas: number[] = [];
  readonly #tooFew: string[] = [];
  #wanted = 0;
  #target = 0;
  /** What has to be ready now; 0 until as many pods as wanted were ready for the first time. */
  #floor = 0;
  #fewest = Infinity;
  #allowed = Infinity;

  constructor(name: string) {
    this.#name = name;
  }

  want(deployment: Manifest): void {
    const { replicas = 1 } = workloadSpec(deployment);
    if (this.#replicas.at(-1) !== replicas) this.#replicas.push(replicas);
    this.#wanted = replicas;
    this.#target = Math.max(replicas - rolloutLimits(deployment).unavailable, 0);
    this.#floor = Math.min(this.#floor, this.#target);
  }

  count(pods: ReadonlyMap<string, Manifest>, revision: number): void {
    const ready = [...pods.values()].filter((pod) => deploymentOf(pod) === this.#name && isReady(pod)).length;
    // More pods may be asked for than there are: a rollout cannot take down what is still to come.
    if (ready >= this.#wanted) this.#floor = this.#target;
    if (this.#floor === 0 && this.#target > 0) return;
    if (ready < this.#floor)
      this.#tooFew.push(`${this.#name}: ${ready} ready, ${this.#floor} allowed at revision ${revision}`);
    this.#fewest = Math.min(this.#fewest, ready);
    this.#allowed = Math.min(this.#allowed, this.#floor);
  }

  result(): Served {
    return { replicas: this.#replicas, fewest: this.#fewest, allowed: this.#allowed, tooFew: this.#tooFew };
  }
}

const isReady = ({ metadata, status }: Manifest): boolean =>
  metadata.deletionTimestamp === undefined &&
  ((status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
