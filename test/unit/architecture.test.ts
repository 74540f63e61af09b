import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const CONFIG = '.dependency-cruiser.mjs';
const FOLDERS = ['src', 'charts', 'devcluster', 'scripts', 'bench', 'chaos', 'test'];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Every arrow in a tree that the rules forbid, as `rule: from -> to`. */
function violations(root: string): string[] {
  const program = resolve('node_modules/.bin/depcruise');
  const args = ['--config', CONFIG, '--output-type', 'json', ...FOLDERS];
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stdout === '') throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

/** Rule, file and its one import: each is a mistake that somebody could make. */
const MISTAKES: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['layer:src/api', 'src/api/decides.ts', '../core/plain.ts'],
  ['layer:src/core', 'src/core/asks.ts', '../kube/plain.ts'],
  ['layer:src/core', 'src/core/renders.ts', '../../charts/index.ts'],
  ['layer:src/proxy', 'src/proxy/asks.ts', '../kube/plain.ts'],
  ['layer:src/migration', 'src/migration/asks.ts', '../kube/plain.ts'],
  ['layer:src/runtime', 'src/runtime/knows.ts', '../api/plain.ts'],
  ['layer:src/kube', 'src/kube/carries-out.ts', '../engine/plain.ts'],
  ['layer:src/engine', 'src/engine/composes.ts', '../operator/plain.ts'],
  ['layer:src/operator', 'src/operator/prints.ts', '../cli/plain.ts'],
  ['layer:src/operator', 'src/operator/reaches-into-charts.ts', '../../charts/inside.ts'],
  ['layer:src/operator', 'src/operator/shows.ts', '../server/plain.ts'],
  ['layer:src/server', 'src/server/asks.ts', '../kube/plain.ts'],
  ['layer:src/console', 'src/console/prints.ts', '../cli/plain.ts'],
  ['layer:src/console', 'src/console/reaches-into-charts.ts', '../../charts/inside.ts'],
  ['layer:src/listen.ts', 'src/listen.ts', './log.ts'],
  ['rooms:src/console', 'src/console/facts/climbs.ts', '../page/plain.ts'],
  ['pages-in-one-place', 'src/cli/plan.ts', '../console/page/plain.ts'],
  ['browsers-stand-alone', 'src/console/browser/asks.ts', '../../api/plain.ts'],
  ['nobody-imports-browsers', 'src/console/page/leans.ts', '../browser/plain.ts'],
  ['pure-pages', 'src/console/page/reads.ts', 'node:fs'],
  ['layer:src/cli', 'src/cli/reaches-into-charts.ts', '../../charts/inside.ts'],
  ['layer:src/config.ts', 'src/config.ts', './log.ts'],
  ['layer:src/main.ts', 'src/main.ts', './operator/plain.ts'],
  ['layer:charts', 'charts/decides.ts', '../src/core/plain.ts'],
  ['layer:charts/main.ts', 'charts/main.ts', '../src/kube/plain.ts'],
  ['layer:devcluster', 'devcluster/operates.ts', '../src/operator/plain.ts'],
  ['layer:scripts', 'scripts/reaches-into-charts.ts', '../charts/inside.ts'],
  ['layer:bench', 'bench/reaches-into-charts.ts', '../charts/inside.ts'],
  ['layer:chaos', 'chaos/reaches-into-charts.ts', '../charts/inside.ts'],
  ['client-in-one-place', 'src/engine/requests.ts', 'undici'],
  ['client-in-one-place', 'src/operator/connects.ts', '@kubernetes/client-node'],
  ['cdk8s-in-one-place', 'src/core/types.ts', 'type cdk8s-plus-27'],
  ['cdk8s-runs-at-synth-only', 'charts/heavy.ts', 'cdk8s'],
  ['metrics-in-one-place', 'src/operator/measures.ts', 'prom-client'],
  ['metrics-for-the-operator-only', 'src/operator/shows.ts', '../server/plain.ts'],
  ['metrics-for-the-operator-only', 'src/cli/status.ts', '../server/plain.ts'],
  ['pure-api-and-core', 'src/core/reads.ts', 'node:fs'],
  ['pure-api-and-core', 'src/api/connects.ts', 'node:https'],
  ['rooms:src/core', 'src/core/model/climbs.ts', '../status/plain.ts'],
  ['rooms:src/operator', 'src/operator/caches/climbs.ts', '../reconcile/plain.ts'],
  ['no-crypto-in-api', 'src/api/hashes.ts', 'node:crypto'],
  ['pure-charts', 'charts/reads.ts', 'node:fs/promises'],
  ['rendering-knows-no-import', 'charts/components/leans.ts', '../import/plain.ts'],
  ['nothing-imports-tests', 'devcluster/leans.ts', '../test/support/plain.ts'],
  ['nothing-imports-programs', 'scripts/starts.ts', '../src/main.ts'],
  ['no-cycles', 'src/runtime/egg.ts', 'type ./hen.ts'],
  ['no-drawer-of-odds-and-ends', 'src/runtime/collects.ts', './utils.ts'],
  ['everything-resolves', 'src/runtime/lost.ts', './nowhere.ts'],
  ['no-development-package-in-what-ships', 'src/runtime/develops.ts', 'fast-check'],
];

/** Files that the mistakes import, and imports that are allowed although they look like mistakes. */
const FINE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'src/api',
      'src/core',
      'src/core/status',
      'src/operator/reconcile',
      'src/kube',
      'src/engine',
      'src/operator',
      'src/server',
      'src/console/browser',
      'src/console/page',
      'src/cli',
      'test/support',
      'charts/import',
    ].map((folder) => [`${folder}/plain.ts`, 'export const plain = 1;\n']),
  ),
  'src/log.ts': 'export const log = 1;\n',
  'src/runtime/utils.ts': 'export const anything = 1;\n',
  'src/runtime/hen.ts': "export { default } from './egg.ts';\n",
  'charts/index.ts': 'export const door = 1;\n',
  'charts/inside.ts': 'export const inside = 1;\n',
  'charts/typed.ts': "import type { k8s } from 'cdk8s-plus-27';\nexport type Pod = k8s.PodSpec;\n",
  'charts/synth.ts': "import { App } from 'cdk8s';\nexport const app = App;\n",
  'src/core/model/digest.ts': "import { createHash } from 'node:crypto';\nexport const digest = createHash;\n",
  'src/kube/client.ts': "import { request } from 'undici';\nexport const client = request;\n",
  'src/cli/run.ts': "import { plain } from '../server/plain.ts';\nexport const run = plain;\n",
  'src/server/metrics.ts': "import { Registry } from 'prom-client';\nexport const registry = Registry;\n",
  'src/operator/renders.ts': "import { door } from '../../charts/index.ts';\nexport const operator = door;\n",
};

const importing = (what: string): string =>
  what.startsWith('type ')
    ? `import type * as found from '${what.slice(5)}';\nexport type Found = typeof found;\n`
    : `import * as found from '${what}';\nexport default found;\n`;

describe('the arrows between folders', () => {
  let tree = '';

  beforeAll(() => {
    tree = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-arrows-')));
    for (const file of [CONFIG, 'package.json', 'tsconfig.json']) cpSync(file, join(tree, file));
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
    const mistakes = MISTAKES.map(([, file, what]): [string, string] => [file, importing(what)]);
    for (const [file, text] of [...Object.entries(FINE), ...mistakes]) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it('all point the way that ARCHITECTURE.md draws them', () => {
    expect(violations('.')).toEqual([]);
  });

  it('are told when one points another way, by the rule that forbids it, and nothing else is', () => {
    const told = violations(tree).map((violation) => violation.replace(/ -> .*/, ''));
    expect([...new Set(told)].sort()).toEqual(MISTAKES.map(([rule, file]) => `${rule}: ${file}`).sort());
  });
});

describe('a folder of src', () => {
  /** What somebody who looks for a file reads through at most. */
  const MOST_FILES = 15;

  it('has no more files than a reader takes in at a glance', () => {
    const folders = Map.groupBy(globSync('src/**/*.ts'), (file) => dirname(file));
    const full = [...folders].filter(([, files]) => files.length > MOST_FILES).map(([folder]) => folder);
    expect(full).toEqual([]);
  });
});
