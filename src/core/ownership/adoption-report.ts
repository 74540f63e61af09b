import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import { withoutPods } from './adoption.ts';
import { firstDrift } from '../drift/drift.ts';
import { fieldsOf, type HeldField } from './field-set.ts';
import { describeOtherReleases, otherReleases } from './found-release.ts';
import { isPodOwner } from '../model/workloads.ts';
import { describeObject, identityOf } from '../model/object-id.ts';
import { conflictOver, describeConflicts, type Claimant } from './ownership.ts';
import { heldBeyond } from './takeover.ts';

/** How something that was found stands to what is asked for. */
export type Standing = 'equal' | 'differs' | 'missing' | 'unknown' | 'record';

/** One object, and what taking over does to it. */
export interface Reported {
  readonly object: string;
  readonly standing: Standing;
  readonly what: string;
}

/** What taking over a mesh would do. */
export interface AdoptionReport {
  readonly version: string;
  /** Why it is not possible, if it is not. */
  readonly blocked: readonly string[];
  readonly objects: readonly Reported[];
  /** Workloads whose pods restart when the mesh is taken over: none, ever. */
  readonly restarts: readonly string[];
  /** Workloads that go on with a pod template which is not ours; theirs restart with the next change of it. */
  readonly keepTheirPods: readonly string[];
}

/** One object that is asked for, and what there is of that name. */
export interface Pair {
  readonly manifest: Manifest;
  readonly live: Manifest | undefined;
  /** What would go, where that is more than a default which comes back at once. */
  readonly goes?: readonly HeldField[];
}

/** What there is beside. */
export interface Leftovers {
  /** Objects of the same release that nobody asks for. */
  readonly unknown: readonly Manifest[];
  /** What Helm keeps of the release. */
  readonly records: readonly Manifest[];
}

/** Marks that every object of ours gets: that an adopted one lacks them is no difference. */
const MARKS: ReadonlySet<string> = new Set(Object.values(LABELS));

const sent = (manifest: Manifest): Manifest => (isPodOwner(manifest) ? withoutPods(manifest) : manifest);

function withoutMarks(manifest: Manifest): Manifest {
  const labels = Object.entries(manifest.metadata.labels ?? {}).filter(([name]) => !MARKS.has(name));
  return { ...sent(manifest), metadata: { ...manifest.metadata, labels: Object.fromEntries(labels) } };
}

/** Marks of installers, and ours: that they go, or are written again, is what a take-over is. */
const THEIR_MARKS =
  /^metadata\.(labels\.(chart|heritage|release|app\.kubernetes\.io\/managed-by)|annotations\.(meshwright\.dev\/.*|meta\.helm\.sh\/.*|kubectl\.kubernetes\.io\/last-applied-configuration))$/;

/** Fields of a live object that its installer set and that would go, apart from the installer's own marks. */
export const goesAtAdoption = (live: Manifest, manifest: Manifest): HeldField[] =>
  fieldsOf(heldBeyond(live, sent(manifest)), live).filter(({ path }) => !THEIR_MARKS.test(path));

/** The whole report, in install order; what is beside comes last. */
export function adoptionReport(
  mesh: Claimant & { readonly version: string },
  pairs: readonly Pair[],
  { unknown, records }: Leftovers,
): AdoptionReport {
  const asked = new Set(pairs.map(({ manifest }) => identityOf(manifest)));
  const found = pairs.flatMap(({ manifest, live }) => (live === undefined ? [] : [{ manifest, live }]));
  return {
    version: mesh.version,
    blocked: blockersOf(mesh, found),
    objects: [
      ...pairs.map(reported),
      ...unknown
        .filter((object) => !asked.has(identityOf(object)))
        .map((object): Reported => ({ object: describeObject(object), standing: 'unknown', what: 'stays as it is' })),
      ...records.map((object): Reported => {
        return { object: describeObject(object), standing: 'record', what: 'stays; delete it to make Helm forget' };
      }),
    ],
    restarts: [],
    keepTheirPods: found.filter(keepsOtherPods).map(({ manifest }) => describeObject(manifest)),
  };
}

interface Found {
  readonly manifest: Manifest;
  readonly live: Manifest;
}

function blockersOf(mesh: Parameters<typeof adoptionReport>[0], found: readonly Found[]): string[] {
  const conflicts = found.flatMap(({ manifest, live }) => conflictOver(manifest, live, mesh) ?? []);
  const rivals = conflicts.filter(({ adoptable }) => !adoptable);
  const others = otherReleases(
    found.filter(({ manifest }) => isPodOwner(manifest)),
    mesh.version,
  );
  return [
    ...(rivals.length > 0 ? [describeConflicts(rivals, mesh.mesh)] : []),
    ...(others.length > 0 ? [describeOtherReleases(others, mesh.version)] : []),
  ];
}

function reported({ manifest, live, goes = [] }: Pair): Reported {
  const object = describeObject(manifest);
  if (live === undefined) return { object, standing: 'missing', what: 'is created' };
  const drift = firstDrift(withoutMarks(manifest), live);
  const what = [
    ...(drift === undefined ? [] : [`${drift.path} changes`]),
    ...(goes.length === 0 ? [] : [`${goes.map(({ path }) => path).join(', ')} ${goes.length > 1 ? 'go' : 'goes'}`]),
  ];
  if (what.length > 0) return { object, standing: 'differs', what: what.join('; ') };
  return { object, standing: 'equal', what: 'stays as it is' };
}

/** A pod template, as far as it is compared by name. */
interface PodTemplate {
  readonly metadata?: { readonly labels?: object; readonly annotations?: object };
  readonly spec?: Readonly<Record<string, readonly { readonly name: string }[] | undefined>>;
}

const podsOf = (workload: Manifest): PodTemplate =>
  (workload['spec'] as { template?: PodTemplate } | undefined)?.template ?? {};

/** What a template has by name and the apiserver never adds. */
function partsOf({ metadata = {}, spec = {} }: PodTemplate): string[] {
  const { labels = {}, annotations = {} } = metadata;
  const lists = ['initContainers', 'containers', 'volumes'].flatMap((list) =>
    (spec[list] ?? []).map(({ name }) => `${list} ${name}`),
  );
  return [...Object.keys(labels), ...Object.keys(annotations), ...lists];
}

function keepsOtherPods({ manifest, live }: Found): boolean {
  if (!isPodOwner(manifest)) return false;
  const [ours, theirs] = [podsOf(manifest), podsOf(live)];
  const known = new Set(partsOf(ours));
  return firstDrift(ours, theirs) !== undefined || partsOf(theirs).some((part) => !known.has(part));
}
