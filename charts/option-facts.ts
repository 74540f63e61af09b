import type { MeshInstallSpec } from '../src/api/spec/index.ts';
import type { Minor } from './catalog/minor.ts';
import { linesWithKey, optionsWithKey } from './catalog/options/of-chart.ts';
import { linesOf } from './validation/unsupported-options.ts';
import { releaseLines } from './release-lines.ts';
import { baseOf, newGatewayOf } from './resolve.ts';

type ProfileName = NonNullable<MeshInstallSpec['profile']>;

/** A value that a field has where nobody sets it, and with which profiles it has it. */
export interface UsualValue {
  readonly value: unknown;
  readonly profiles: readonly ProfileName[];
  /** Lines in which these profiles have it, where it is not in all that have the field. */
  readonly lines?: readonly Minor[];
}

/** What the catalog knows about a field. */
export interface OptionFacts {
  /** Release lines that have it. */
  readonly lines: readonly Minor[];
  /** Of the newest release of each line; of a gateway that is none of the charts' own. */
  readonly defaults: readonly UsualValue[];
  /** Keys of the Helm values that become this field, and the lines whose charts have them. */
  readonly helm: readonly { readonly key: string; readonly lines: readonly Minor[] }[];
}

const GATEWAYS = 'gateways.*.';

/** What the catalog knows about a field by its path below spec, with `*` for the index of a list. */
export function optionFacts(path: string): OptionFacts {
  const lines = linesOf(path);
  const helm = optionsWithKey()
    .filter((option) => option.path === path)
    .map((option) => ({ key: option.helm, lines: linesWithKey(option) }))
    .filter(({ lines: some }) => some.length > 0);
  return { lines, defaults: defaultsOf(path, lines), helm };
}

/** One row per value and set of profiles, in the order in which the oldest release has them. */
function defaultsOf(path: string, lines: readonly Minor[]): UsualValue[] {
  const cases = releaseLines()
    .filter(({ minor }) => lines.includes(minor))
    .flatMap(({ minor, releases, profiles }) =>
      profiles.map((profile) => ({ minor, profile, value: valueAt(path, releases.at(-1) ?? minor, profile) })),
    )
    .filter(({ value }) => value !== undefined);
  const linesOfProfile = Map.groupBy(cases, ({ profile }) => profile);
  return [...Map.groupBy(cases, ({ value }) => JSON.stringify(value)).values()].flatMap((group) => {
    const members = [...Map.groupBy(group, ({ profile }) => profile)];
    const within = (profile: ProfileName, inGroup: readonly unknown[]): boolean =>
      linesOfProfile.get(profile)?.length === inGroup.length;
    const alike = Map.groupBy(members, ([profile, own]) =>
      within(profile, own) ? '' : own.map(({ minor }) => minor).join(),
    );
    return [...alike].map(([some, same]) => ({
      value: group[0]?.value,
      profiles: same.map(([profile]) => profile),
      ...(some !== '' && { lines: (same[0]?.[1] ?? []).map(({ minor }) => minor) }),
    }));
  });
}

function valueAt(path: string, release: string, profile: ProfileName): unknown {
  const isGateways = path.startsWith(GATEWAYS);
  const start: unknown = isGateways ? newGatewayOf(release, 'own') : baseOf(release, profile);
  const keys = (isGateways ? path.slice(GATEWAYS.length) : path).split('.');
  return keys.reduce((node, key) => (node as Record<string, unknown> | undefined)?.[key], start);
}
