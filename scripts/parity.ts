import { createHash } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve as absolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { capabilitiesOf, NEWEST_KUBERNETES, profilesOf, RELEASES, render, resolve } from '../charts/index.ts';
import type { Manifest } from '../src/api/manifest.ts';
import type { PROFILES } from '../src/api/spec/index.ts';
import { injectionScores, type Score } from './parity-injection.ts';

type Profile = (typeof PROFILES)[number];

/** What every release renders with every profile, as digests. */
export type Digests = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where digests are recorded, for the test that compares them. */
export const RECORD_FILE = absolute(import.meta.dirname, '../test/fixtures/renderings.json');

/** What the command is given; the process's own unless a test says otherwise. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  /** The checkout, whose neighbours are looked at. */
  readonly root: string;
  readonly recordFile: string;
  /** What is recorded. */
  readonly digests: () => Digests;
  readonly print: (line: string) => void;
}

/** The part of a reference folder's own program, `parity.mjs`, that is used. */
interface Scorer {
  projectYaml: () => unknown;
  readObjects: (file: string) => Manifest[];
  leavesOf: (objects: readonly Manifest[], yaml: unknown) => Map<string, Map<string, string>>;
  readDeviations: (version: string) => unknown[];
  compare: (reference: Leaves, rendered: Leaves, deviations: unknown[]) => Comparison;
}
type Leaves = ReturnType<Scorer['leavesOf']>;
interface Comparison {
  readonly total: number;
  readonly matched: number;
  readonly excused: number;
  readonly missing: readonly { leaf: string; want: string }[];
  readonly different: readonly { leaf: string; want: string; have: string }[];
}

const VARIABLE = 'MESHWRIGHT_PARITY';
const SCORER = 'parity.mjs';

/**
 * Compares what is rendered with what the official charts render, set by set, and prints a table; with `--record`
 * writes the digests of all renderings if every set is equal.
 * @returns the exit code: 0, 1 when a set is not equal, 2 when there is nothing to compare with
 */
export async function parity(surroundings: Surroundings): Promise<number> {
  const { args, env, root, print } = surroundings;
  const places = placesOf(args, env, root);
  const folder = places.find((place) => existsSync(join(place, SCORER)));
  if (folder === undefined) {
    print(`error: no reference to compare with: no ${SCORER} in ${places.join(' or ')}.`);
    print(`Name its folder: npm run parity -- FOLDER, or ${VARIABLE}=FOLDER.`);
    return 2;
  }
  const manifests = await manifestScores(folder);
  const injection = await injectionScores(join(folder, 'injection'));
  [...tableOf('MANIFESTS', manifests), ...tableOf('INJECTION', injection)].forEach(print);
  const unequal = [...manifests, ...injection].filter((score) => !isEqual(score));
  for (const { set, faults } of unequal) for (const fault of faults) print(`${set}: ${fault}`);
  if (unequal.length > 0) return 1;
  return args.includes('--record') ? record(manifests, surroundings) : 0;
}

/** Folders in which the reference may be: the one that is named, else neighbours of the checkout. */
function placesOf(args: readonly string[], env: Surroundings['env'], root: string): string[] {
  const named = args.find((arg) => !arg.startsWith('--')) ?? env[VARIABLE];
  // npm runs scripts in the checkout, wherever it was called.
  if (named !== undefined) return [absolute(env['INIT_CWD'] ?? root, named)];
  return ['../parity', '../shared/parity'].map((place) => absolute(root, place));
}

async function manifestScores(folder: string): Promise<Score[]> {
  const scorer = (await import(pathToFileURL(join(folder, SCORER)).href)) as Scorer;
  const yaml = scorer.projectYaml();
  return setsIn(join(folder, 'reference')).map(({ version, profile, file }) => {
    const reference = scorer.leavesOf(scorer.readObjects(file), yaml);
    const rendered = scorer.leavesOf(rendering(version, profile, NEWEST_KUBERNETES), yaml);
    const found = scorer.compare(reference, rendered, scorer.readDeviations(version));
    const missing = found.missing.map(({ leaf, want }) => `missing ${leaf} = ${want}`);
    const different = found.different.map(({ leaf, want, have }) => `different ${leaf}: want ${want} have ${have}`);
    const { matched, total, excused } = found;
    return { set: `${version} ${profile}`, matched, total, excused, faults: [...missing, ...different] };
  });
}

/** The files VERSION/PROFILE.json below a folder. */
function setsIn(folder: string): { version: string; profile: Profile; file: string }[] {
  return namesIn(folder).flatMap((version) =>
    namesIn(join(folder, version)).map((name) => ({
      version,
      profile: basename(name, '.json') as Profile,
      file: join(folder, version, name),
    })),
  );
}

const namesIn = (folder: string): string[] =>
  readdirSync(folder).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** A set without leaves proves nothing. */
const isEqual = ({ matched, total, faults }: Score): boolean => matched === total && total > 0 && faults.length === 0;

function tableOf(title: string, scores: readonly Score[]): string[] {
  if (scores.length === 0) return [];
  const cells = (name: string, ...numbers: string[]): string =>
    `${name.padEnd(20)}${numbers.map((text) => text.padStart(10)).join('')}`;
  const rows = scores.map(({ set, matched, total, excused, faults }) =>
    cells(set, percent(matched, total), String(matched), String(total), String(faults.length), String(excused)),
  );
  const equal = scores.filter(isEqual).length;
  return [
    cells(title, 'SCORE', 'EQUAL', 'LEAVES', 'FAULTS', 'EXCUSED'),
    ...rows,
    `${equal} of ${scores.length} sets equal`,
    '',
  ];
}

/** Rounded down: nothing but all of them is 100.00 %. */
const percent = (matched: number, total: number): string =>
  `${(Math.floor((10_000 * matched) / Math.max(total, 1)) / 100).toFixed(2)} %`;

function record(scores: readonly Score[], { recordFile, digests, print }: Surroundings): number {
  const line = (version: string): string => version.split('.', 2).join('.');
  const compared = new Set(scores.map(({ set }) => line(set)));
  const lacking = new Set(RELEASES.map(line).filter((minor) => !compared.has(minor)));
  if (lacking.size > 0) {
    print(`error: not recorded: the reference has no set of Istio ${[...lacking].join(', ')}.`);
    return 2;
  }
  const recorded = digests();
  writeFileSync(recordFile, `${JSON.stringify(recorded, null, 2)}\n`);
  print(`recorded what ${Object.keys(recorded).length} releases render`);
  return 0;
}

/** What every release renders with every profile, as digests. */
export function digestsOfAll(): Digests {
  return Object.fromEntries(
    RELEASES.map((version) => [
      version,
      Object.fromEntries(profilesOf(version).map((profile) => [profile, digest(version, profile)])),
    ]),
  );
}

/** The last Kubernetes that the old binaries run on unhelped, and the newest. */
const KUBERNETES = ['1.21', NEWEST_KUBERNETES];

function digest(version: string, profile: Profile): string {
  const hash = createHash('sha256');
  for (const kubernetes of KUBERNETES) hash.update(JSON.stringify(rendering(version, profile, kubernetes)));
  return hash.digest('hex').slice(0, 12);
}

const rendering = (version: string, profile: Profile, kubernetes: string): Manifest[] =>
  render({ name: 'mesh', spec: resolve({ version, profile }), capabilities: capabilitiesOf(kubernetes) });

if (import.meta.main) {
  process.exitCode = await parity({
    args: process.argv.slice(2),
    env: process.env,
    root: absolute(import.meta.dirname, '..'),
    recordFile: RECORD_FILE,
    digests: digestsOfAll,
    print: (line) => console.log(line),
  });
}
