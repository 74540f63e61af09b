import { capabilitiesOf, NEWEST_KUBERNETES, profilesOf, RELEASES, render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { PROFILES, type MeshInstallSpec } from '../../api/spec/index.ts';
import { describeObject, idOf } from '../../core/model/object-id.ts';
import type { Difference } from '../diff/compare.ts';
import { differences } from '../../core/drift/projection.ts';
import { chosen } from '../program/definition.ts';
import { serialized, writeLines } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { differenceLines, pathLines } from '../view/tables/difference.ts';

/** Options of `meshwright profile diff`. */
interface ProfileDiffOptions {
  readonly from: string;
  readonly to: string;
  readonly objects?: boolean;
  readonly output: string;
}

/**
 * Prints in which settings, or in which objects, two profiles differ, of the same release or not.
 * @returns 1 when there is a difference
 * @throws UsageError, InvalidSpecError for what is no profile or release
 */
export function profileDiffCommand(options: ProfileDiffOptions, terminal: Terminal): Promise<number> {
  const { objects = false, output } = options;
  const [from, to] = [specOf(options.from), specOf(options.to)];
  const found = objects ? ofObjects(from, to) : ofSettings(from, to);
  if (output === 'json' || output === 'yaml') terminal.stdout.write(serialized({ differences: found }, output));
  else writeLines(found.flatMap(output === 'paths' ? pathLines : differenceLines), terminal);
  return Promise.resolve(found.length === 0 ? 0 : 1);
}

type Profile = Pick<MeshInstallSpec, 'version' | 'profile'>;

/** `demo@1.3.8`; a profile alone is that of the newest release, and a release alone stands for its profile default. */
function specOf(word: string): Profile {
  const [profile = '', version = RELEASES.at(-1) ?? '', ...more] = /^\d/.test(word) ? ['', word] : word.split('@');
  if (more.length > 0) throw new UsageError(`${JSON.stringify(word)}: write PROFILE@RELEASE, such as demo@1.3.8`);
  const name = chosen('profile', profile === '' ? 'default' : profile, profilesIn(version));
  return { version, profile: name };
}

/** All profiles where the release is none: then the release is what is wrong. */
const profilesIn = (version: string): readonly (typeof PROFILES)[number][] =>
  RELEASES.includes(version) ? profilesOf(version) : PROFILES;

const differenceOf = (object: string, live: object, wanted: object, change: Difference['change']): Difference => ({
  object,
  change,
  live,
  wanted,
  fields: change === 'different' ? differences(live, wanted) : [],
});

function ofSettings(from: Profile, to: Profile): Difference[] {
  const [before, after] = [from, to].map((spec) => settingsOf(spec));
  const difference = differenceOf('spec', before ?? {}, after ?? {}, 'different');
  return difference.fields.length === 0 ? [] : [difference];
}

/** Which release and profile it is was asked for. */
function settingsOf(spec: Profile): object {
  const { version: _, profile: __, ...settings } = resolve(spec);
  return settings;
}

function ofObjects(from: Profile, to: Profile): Difference[] {
  const [before, after] = [objectsOf(from), objectsOf(to)];
  const come = [...after].map(([id, wanted]) => {
    const live = before.get(id);
    return differenceOf(describeObject(wanted), live ?? {}, wanted, live === undefined ? 'missing' : 'different');
  });
  const gone = [...before].filter(([id]) => !after.has(id));
  return [
    ...come.filter(({ change, fields }) => change === 'missing' || fields.length > 0),
    ...gone.map(([, live]) => differenceOf(describeObject(live), live, {}, 'superfluous')),
  ];
}

/** Objects by kind and name; a kind may be served by another version of its group. */
function objectsOf(spec: Profile): Map<string, Manifest> {
  const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
  const manifests = render({ name: 'mesh', spec: resolve(spec), capabilities });
  return new Map(manifests.map((manifest) => [idOf(manifest), manifest]));
}
