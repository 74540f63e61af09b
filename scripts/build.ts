import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

/** The demonstration brings a cluster of its own, whose programs and modules are files: it runs from the sources. */
const demoFromSources: Plugin = {
  name: 'demo-from-sources',
  setup(bundler) {
    bundler.onResolve({ filter: /\/demo\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: '../src/cli/demo/demo.ts', external: true } : undefined,
    );
  },
};

/** zod brings its messages in fifty languages; we have our own words. */
const withoutTranslations: Plugin = {
  name: 'without-translations',
  setup(bundler) {
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export {}' }));
  },
};

/** Where the bundles go: the folder that is given, or build/. */
const [FOLDER = 'build'] = process.argv.slice(2);

const COMMON = {
  outdir: FOLDER,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Names and lines stay: stack traces and the types of errors in the operator's log are read by people.
  minifySyntax: true,
} as const satisfies BuildOptions;

/**
 * Bundles what has to start at once: the legacy API bridge, which its neighbour in the pod waits for, as one file, and
 * the command line as one file and what it loads per command.
 */
async function main(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  await build({ ...COMMON, entryPoints: { bridge: 'src/bridge/main.ts' } });
  const { metafile } = await build({
    ...COMMON,
    entryPoints: { meshwright: 'src/main.ts' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    metafile: true,
    plugins: [demoFromSources, withoutTranslations],
    // Packages in CommonJS ask for Node's own modules with a `require` that ES modules do not have.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
  });
  const ours = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
  // What bin/meshwright.js compares with, to leave a bundle alone that is older than its sources.
  writeFileSync(join(FOLDER, 'sources.json'), JSON.stringify(['package-lock.json', ...ours]));
  fillCompileCache();
  console.log(`wrote ${FOLDER}/bridge.mjs and ${FOLDER}/meshwright.mjs`);
}

/** The first start after a build should be as fast as the second. */
function fillCompileCache(): void {
  for (const args of [['--help'], ['render', '-f', 'examples/demo.yaml']]) {
    spawnSync(process.execPath, ['bin/meshwright.js', ...args], { stdio: 'ignore' });
  }
}

await main();
