import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../charts/index.ts';
import { parseMeshInstalls } from '../../src/api/files/meshinstall-file.ts';
import { PHASES } from '../../src/api/status.ts';

const PAGES = globSync(['*.md', 'docs/**/*.md', 'devcluster/*.md']).sort();
const textOf = (path: string): string => readFileSync(path, 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1]!);

/** Blocks of a page by language. */
const blocks = (page: string, language: string): string[] =>
  all(textOf(page), new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'));

/** The anchor that GitHub gives to a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string): Set<string> => new Set(all(textOf(page), /^#+ (.*)$/gm).map(anchorOf));

describe.each(PAGES)('%s', (page) => {
  it('links only to what exists', () => {
    const links = all(textOf(page), /\]\((?!https?:)([^)]+)\)/g);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).has(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names only paths and npm scripts that exist', () => {
    const paths = all(
      textOf(page),
      /`((?:src|charts|devcluster|scripts|bench|chaos|test|docs|crds|deploy|examples|meshes)\/[^` ]*)`/g,
    );
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = all(textOf(page), /npm run (?:-s )?([a-z:]+)/g);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

interface GitOpsObject {
  readonly kind: string;
  readonly spec: { readonly path?: string; readonly source?: { readonly path: string } };
}

const examples = [
  ...globSync(['examples/*.yaml', 'meshes/*.yaml']).map((path) => ({ from: path, text: textOf(path) })),
  ...PAGES.flatMap((page) => blocks(page, 'yaml').map((text, i) => ({ from: `${page}, example ${i + 1}`, text }))),
].filter(({ text }) => text.includes('kind: MeshInstall'));

describe('Examples of a MeshInstall', () => {
  it.each(examples)('$from is accepted and can be rendered', ({ from, text }) => {
    const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
    for (const { name, spec } of parseMeshInstalls(text, from)) {
      expect(render({ name, spec: resolve(spec), capabilities }).length).toBeGreaterThan(0);
    }
  });
});

/** Commands that are shown with their output and need no cluster. */
const sessions = PAGES.flatMap((page) => blocks(page, 'console'))
  .flatMap((block) => block.split(/^\$ /m).slice(1))
  .map((session) => ({
    command: session.slice(0, session.indexOf('\n')),
    output: session.slice(session.indexOf('\n') + 1),
  }))
  .filter(({ command }) => /npx meshwright (render|--help)/.test(command));

describe('Commands with their output', () => {
  it('are there', () => {
    expect(sessions.length).toBeGreaterThan(0);
  });

  it.each(sessions)('$command', ({ command, output }) => {
    const script = `npx() { shift; "${process.execPath}" src/main.ts "$@"; }; ${command}`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect((stdout + stderr).trim()).toBe(output.trim());
  });
});

describe('docs/gitops.md', () => {
  const documents = blocks('docs/gitops.md', 'yaml').map((text) => load(text) as GitOpsObject);
  const pathsOf = (kind: string) =>
    documents.filter((object) => object.kind === kind).map(({ spec }) => spec.source?.path ?? spec.path);

  it.each(['Application', 'Kustomization'])('has an %s of the folder that a synthesis of meshes/ writes', (kind) => {
    const names = globSync('meshes/*.yaml').flatMap((path) => parseMeshInstalls(textOf(path), path));
    const folders = names.map(({ name }) => `dist/${name}`);
    expect(pathsOf(kind).map((path) => path?.replace(/^\.\//, ''))).toEqual(folders);
  });
});

describe('docs/troubleshooting.md', () => {
  const page = textOf('docs/troubleshooting.md');

  it('explains every reason that conditions and events give', () => {
    const sources = globSync(['src/core/**/*.ts', 'src/operator/**/*.ts']).map(textOf).join('\n');
    const said = all(sources, /(?:reason: |reason = .*|normal\(|warning\(|Reason =.*)'([A-Z][A-Za-z]+)'/g);
    expect([...new Set(said)].filter((reason) => !page.includes(`| ${reason} |`))).toEqual([]);
  });

  it('explains every phase', () => {
    expect(PHASES.filter((phase) => !page.includes(`| ${phase} |`))).toEqual([]);
  });
});
