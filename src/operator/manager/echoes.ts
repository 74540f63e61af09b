import { isDeepStrictEqual } from 'node:util';
import type { MeshInstall } from '../../api/meshinstall.ts';
import type { Change } from '../../kube/watch/store.ts';

type Update = Extract<Change<MeshInstall>, { type: 'updated' }>;

/**
 * Tells changes of a MeshInstall that are our own writes coming back from those of others. A pass knows what it wrote:
 * woken by it, it would run once more for nothing, and a mesh that fails would never wait for longer.
 */
export class Echoes {
  readonly #written = new Map<string, bigint>();
  readonly #running = new Map<string, bigint>();

  /** How many meshes something is remembered of. */
  get size(): number {
    return Math.max(this.#written.size, this.#running.size);
  }

  /** We wrote the status or the finalizers of this MeshInstall. */
  wrote(install: MeshInstall): void {
    this.#written.set(install.metadata.name, versionOf(install));
  }

  /** A pass over the mesh begins: its watch may be faster than the answers to what it writes. */
  begin(mesh: string): void {
    this.#running.set(mesh, 0n);
  }

  /** The pass is over. @returns true when somebody else wrote a status meanwhile, after our last write */
  end(mesh: string): boolean {
    const seen = this.#running.get(mesh) ?? 0n;
    this.#running.delete(mesh);
    return seen > (this.#written.get(mesh) ?? 0n);
  }

  /** True when the change is our own; in a pass only its end will tell. */
  isEcho({ old, object }: Update): boolean {
    if (!isOnlyTold(old, object)) return false;
    const { name } = object.metadata;
    const version = versionOf(object);
    if (version <= (this.#written.get(name) ?? 0n)) return true;
    if (!this.#running.has(name)) return false;
    this.#running.set(name, version);
    return true;
  }

  /** The MeshInstall is gone. */
  forget(mesh: string): void {
    this.#written.delete(mesh);
    this.#running.delete(mesh);
  }
}

/** The spec is as it was, and so is what users write into metadata; a deletion goes on with every step that it tells. */
function isOnlyTold(old: MeshInstall, now: MeshInstall): boolean {
  return now.metadata.deletionTimestamp === undefined && isDeepStrictEqual(asked(old), asked(now));
}

const asked = ({ spec, metadata: { uid, generation, labels, annotations } }: MeshInstall): unknown => ({
  spec,
  uid,
  generation,
  labels,
  annotations,
});

/** Versions of one object can be compared as numbers (Kubernetes API concepts, "Resource versions"). */
const versionOf = ({ metadata }: MeshInstall): bigint => BigInt(metadata.resourceVersion ?? '0');
