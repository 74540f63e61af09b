import type { CertificateFacts } from './facts.ts';
import type { Authority } from './authority.ts';
import type { Issued } from './issued.ts';
import type { Reader } from './readers.ts';

/** All that says how far a change of the root is, read from the cluster at one moment. Nothing of it is remembered. */
export interface RotationInput {
  readonly now: Date;
  /** What citadel signs with by now, if it has read it. */
  readonly current: Authority;
  /** When its Secret was last written. */
  readonly writtenAt?: string;
  /** What it is to sign with in the end; undefined before somebody said so. */
  readonly target?: Authority;
  readonly issued: readonly Issued[];
  readonly readers: readonly Reader[];
  /** When the youngest pod of citadel started; undefined while there is none. */
  readonly citadelSince?: string;
  readonly factsOf: (version: string) => CertificateFacts;
}

/** How far each part of the mesh is. */
export interface Position {
  /** Secrets without the root of the target. */
  readonly notTrusting: readonly Issued[];
  /** Secrets whose certificate is not signed under the root of the target. */
  readonly notSigned: readonly Issued[];
  /** Secrets that still trust another root than that of the target. */
  readonly stillTrusting: readonly Issued[];
  /** Pods that read their certificate when they started, and that was before it was written. */
  readonly late: readonly Reader[];
  /** Pods that read it again by themselves, within minutes after it was written. */
  readonly reading: readonly Reader[];
}

/** Until a kubelet has renewed the files of a pod, and its agent has told Envoy, it takes two minutes; some more. */
const READING_MS = 5 * 60_000;

/** Reads how far the mesh is on the way to a target. */
export function positionOf(input: RotationInput, target: Authority): Position {
  const { fingerprint256: root } = target.root;
  const readers = input.readers.map((reader) => ({ reader, state: stateOf(reader, input) }));
  const inState = (wanted: State): Reader[] =>
    readers.flatMap(({ reader, state }) => (state === wanted ? [reader] : []));
  return {
    notTrusting: input.issued.filter(({ roots }) => !roots.includes(root)),
    notSigned: input.issued.filter(({ signedUnder }) => signedUnder !== target.key),
    stillTrusting: input.issued.filter(({ roots }) => roots.some((one) => one !== root)),
    late: inState('late'),
    reading: inState('reading'),
  };
}

type State = 'current' | 'reading' | 'late' | 'stranger';

function stateOf({ secret, createdAt, proxy }: Reader, { issued, writtenAt, now, factsOf }: RotationInput): State {
  const own = issued.find(({ name }) => name === secret);
  // Mounts what another mesh issued.
  if (secret !== undefined && own === undefined) return 'stranger';
  const since = own === undefined ? writtenAt : own.writtenAt;
  // Times of Kubernetes are whole seconds: what is of the same second counts.
  if (since === undefined || createdAt > since) return 'current';
  if (proxy === undefined || !factsOf(proxy).proxiesReadRoots) return 'late';
  return now.getTime() - Date.parse(since) < READING_MS ? 'reading' : 'current';
}

/** True when citadel started before its Secret was last written, and so may sign with what was in it then. */
export const citadelIsLate = ({ citadelSince, writtenAt }: RotationInput): boolean =>
  citadelSince === undefined || (writtenAt !== undefined && citadelSince <= writtenAt);
