import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { MINORS, type Minor } from '../../../../charts/catalog/minor.ts';
import { specFromValues, type ConvertedValues } from '../../../../charts/index.ts';

type Values = Record<string, unknown>;

/** Every leaf of the charts' own values, its words parted by spaces, and by its type the lines that have it. */
const LEAVES = JSON.parse(
  readFileSync(new URL('../../../fixtures/chart-values.json', import.meta.url), 'utf8'),
) as readonly (readonly [key: string, linesByType: Readonly<Record<string, string>>])[];

const LAST: Readonly<Record<Minor, string>> = {
  '1.0': '1.0.6',
  '1.1': '1.1.17',
  '1.2': '1.2.10',
  '1.3': '1.3.8',
  '1.4': '1.4.10',
};

/** What no default is, by the type of the default. */
const OTHER: Readonly<Record<string, unknown>> = {
  true: false,
  false: true,
  number: 31337,
  string: 'special',
  map: { special: 'a' },
  list: ['special'],
  null: 'special',
};

/** Leaves that ask for nothing, and why. */
const SILENT: readonly RegExp[] = [
  // Switched off by another leaf.
  /^certmanager (?!enabled)/,
  /^ingress (?!enabled)/,
  /^tracing jaeger ingress (?!enabled)/,
  /^tracing zipkin (hub|image|tag|resources|podAnnotations)/,
  /^kiali security (?!enabled)/,
  /^grafana security admin/,
  /^servicegraph ingress (?!enabled)/,
  /^global proxy envoy(Statsd|MetricsService|AccessLogService) (?!enabled)/,
  /^global k8sIngress (gatewayName|enableHttps)/,
  // About what is no object of the mesh: jobs of the charts, and how Helm itself installs.
  /^global (crds|enableHelmTest|hyperkube|nodePort|operatorManageWebhooks)/,
  /^global proxy enableCoreDumpImage/,
  /^global sds useNormalJwt/,
];

/** Leaves that ask for nothing beside another leaf that switches them off. */
const SILENT_BESIDE: Readonly<Record<string, RegExp>> = {
  'gateways enabled': /^gateways /,
  'tracing provider': /^tracing (jaeger|zipkin) /,
};

interface Leaf {
  readonly key: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

const leavesOf = (minor: Minor): Leaf[] =>
  LEAVES.flatMap(([key, linesByType]) => {
    const type = Object.keys(linesByType).find((name) => linesByType[name]?.split(' ').includes(minor));
    return type === undefined ? [] : [{ key, path: key.split(' '), value: OTHER[type] }];
  });

function fileOf(leaves: readonly Leaf[]): Values {
  const file: Values = {};
  for (const { path, value } of leaves) {
    let node = file;
    for (const word of path.slice(0, -1)) node = (node[word] ??= {}) as Values;
    node[path.at(-1) ?? ''] = value;
  }
  return file;
}

const convert = (leaves: readonly Leaf[], minor: Minor): ConvertedValues =>
  specFromValues(fileOf(leaves), { version: LAST[minor], profile: 'default' });

/** True when a remark is about the leaf, about what is inside, or about what is around it. */
const isNamed = ({ unmapped }: ConvertedValues, { path }: Leaf): boolean => {
  const key = path.join('.');
  return unmapped.some(
    ({ key: told }) =>
      told === key || told.startsWith(`${key}.`) || told.startsWith(`${key}[`) || key.startsWith(`${told}.`),
  );
};

/** Leaves of a file without which nothing would be another way, and that nobody is told of. */
function lost(leaves: readonly Leaf[], minor: Minor): string[] {
  const all = convert(leaves, minor);
  const off = leaves.flatMap(({ key }) => SILENT_BESIDE[key] ?? []);
  return leaves
    .filter(({ key }) => ![...SILENT, ...off].some((silent) => silent.test(key) && SILENT_BESIDE[key] === undefined))
    .filter((leaf) => !isNamed(all, leaf))
    .filter((leaf) =>
      isDeepStrictEqual(
        all,
        convert(
          leaves.filter((other) => other !== leaf),
          minor,
        ),
      ),
    )
    .map(({ key }) => key);
}

const RUNS = { seed: Number(process.env['FC_SEED'] ?? 20261128), numRuns: Number(process.env['FC_RUNS'] ?? 50) };

describe.each(MINORS)('values of the chart of %s', (minor) => {
  const leaves = leavesOf(minor);

  it('are each in effect or named when they are not what the chart has', () => {
    expect(leaves.length).toBeGreaterThan(200);
    expect(leaves.flatMap((leaf) => lost([leaf], minor))).toEqual([]);
  });

  it('are not lost in silence in whatever files they are together', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...leaves), { minLength: 2, maxLength: 12 }), (some) => {
        expect(lost(some, minor)).toEqual([]);
      }),
      RUNS,
    );
  });
});
