import type { Manifest } from '../../api/manifest.ts';
import { afterRepair, describeTruce, isForgotten, isLeft, TRUCE_MS, type Contest } from '../../core/drift/contest.ts';
import { firstDrift } from '../../core/drift/drift.ts';
import { withoutField } from '../../core/drift/without-field.ts';
import { describeObject, identityOf } from '../../core/model/object-id.ts';
import type { Clock } from '../../runtime/clock.ts';

/** So many fields are remembered of a mesh; those that were touched longest ago go first. */
const MOST_FIELDS = 500;

/** What is remembered of a mesh. */
interface Memory {
  /** By object and path. */
  readonly contests: Map<string, Contest>;
  /** What is left to others now, one sentence each, by object. */
  readonly left: Map<string, readonly string[]>;
  /** When sentences were told. */
  readonly told: Map<string, number>;
}

/** Which fields of meshes others set again and again, and what is left to them. Losing it costs a few repairs. */
export class Contests {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #onContest: ((mesh: string) => void) | undefined;
  readonly #meshes = new Map<string, Memory>();

  /** @param onContest told each time that a field begins to be left to others */
  constructor(clock: Pick<Clock, 'elapsed'>, onContest?: (mesh: string) => void) {
    this.#clock = clock;
    this.#onContest = onContest;
  }

  /** A field of the object was repaired. */
  repaired(mesh: string, object: Manifest, path: string, manager: string | undefined): void {
    const { contests } = this.#memory(mesh);
    const now = this.#clock.elapsed();
    const key = keyOf(object, path);
    const contest = afterRepair(contests.get(key), now, manager);
    contests.delete(key);
    for (const [old, known] of contests) if (isForgotten(known, now)) contests.delete(old);
    bounded(contests.set(key, contest));
    if (isLeft(contest, now)) this.#onContest?.(mesh);
  }

  /** The manifest without the drifted fields that are left to others, with one sentence for each. */
  withoutContested(mesh: string, manifest: Manifest, live: Manifest | undefined): Remainder {
    const contests = this.#meshes.get(mesh)?.contests;
    let remainder: Remainder = { manifest, left: [] };
    if (contests === undefined || contests.size === 0 || live === undefined) return remainder;
    for (;;) {
      const path = firstDrift(remainder.manifest, live)?.path;
      const contest = path === undefined ? undefined : contests.get(keyOf(manifest, path));
      if (path === undefined || contest === undefined || !isLeft(contest, this.#clock.elapsed())) return remainder;
      const sentence = describeTruce(`${describeObject(manifest)}: ${path}`, contest);
      remainder = { manifest: withoutField(remainder.manifest, path), left: [...remainder.left, sentence] };
    }
  }

  /** Notes what of an object is left to others now. @returns what was not told within the last hour */
  note(mesh: string, object: Manifest, sentences: readonly string[]): string[] {
    if (sentences.length === 0) {
      this.#meshes.get(mesh)?.left.delete(identityOf(object));
      return [];
    }
    const { left, told } = this.#memory(mesh);
    const now = this.#clock.elapsed();
    bounded(left.set(identityOf(object), sentences));
    const news = sentences.filter((sentence) => now - (told.get(sentence) ?? -TRUCE_MS) >= TRUCE_MS);
    for (const sentence of news) bounded(told.set(sentence, now));
    return news;
  }

  /** What of these objects is left to others, one sentence each. */
  leftOf(mesh: string, objects: readonly Manifest[]): string[] {
    const left = this.#meshes.get(mesh)?.left;
    return left === undefined ? [] : objects.flatMap((object) => left.get(identityOf(object)) ?? []);
  }

  /** The mesh is gone. */
  forget(mesh: string): void {
    this.#meshes.delete(mesh);
  }

  #memory(mesh: string): Memory {
    const known = this.#meshes.get(mesh) ?? { contests: new Map(), left: new Map(), told: new Map() };
    this.#meshes.set(mesh, known);
    return known;
  }
}

/** A manifest without what is left to others. */
interface Remainder {
  readonly manifest: Manifest;
  readonly left: readonly string[];
}

const keyOf = (object: Manifest, path: string): string => `${identityOf(object)} ${path}`;

function bounded(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > MOST_FIELDS && oldest !== undefined) map.delete(oldest);
}
