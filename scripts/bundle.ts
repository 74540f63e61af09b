import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { ASSET_FILES, readAssets } from '../src/console/assets.ts';

const ROOT = resolve(import.meta.dirname, '..');
const NOTHING = 'export {}';

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
    bundler.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: NOTHING }));
  },
};

/** Commands that need the sources are not listed where there are none. */
const withoutCloneCommands: Plugin = {
  name: 'without-clone-commands',
  setup(bundler) {
    bundler.onLoad({ filter: /\/cli\/commands\/clone\.ts$/ }, () => ({
      contents: 'export const CLONE_COMMANDS = [];',
    }));
  },
};

/** What the program says of itself, in place of the version in package.json. */
const versioned = (version: string): Plugin => ({
  name: 'versioned',
  setup(bundler) {
    bundler.onLoad({ filter: /\/package\.json$/ }, ({ path }) =>
      path === join(ROOT, 'package.json') ? { contents: JSON.stringify({ version }), loader: 'json' } : undefined,
    );
  },
});

/** What pages of the console run, with everything in it that it needs, and the files that went into it. */
export async function consoleScript(): Promise<{ script: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/console/browser/main.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    // Browsers of the last years.
    target: 'es2022',
    write: false,
    metafile: true,
    // Its own file says only how types are checked.
    tsconfigRaw: {},
  });
  return { script: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs) };
}

/** Pages find what they load in the program itself, wherever that is. */
const withAssets = (script: string): Plugin => ({
  name: 'with-assets',
  setup(bundler) {
    bundler.onLoad({ filter: /\/console\/assets\.ts$/ }, () => ({
      contents: `export const readAssets = () => (${JSON.stringify({ ...readAssets(), script })});`,
    }));
  },
});

/** What a bundle is for. */
export interface BundleOptions {
  /** Folder that is emptied and written to. */
  readonly folder: string;
  /** Oldest Node that has to parse it, for esbuild. */
  readonly target: 'node20' | 'node24';
  /** True when it runs where the sources are not: what needs them is left out then. */
  readonly alone: boolean;
  /** What `--version` says; otherwise what package.json says. */
  readonly version?: string;
  /** Programs beside the command line and the bridge: name and source. */
  readonly programs?: Readonly<Record<string, string>>;
}

/**
 * Bundles what has to start at once: the legacy API bridge, which its neighbour in the pod waits for, as one file, and
 * the command line as one file and what it loads per command.
 * @returns the files that went into the command line and the further programs, relative to the repository
 */
export async function bundle({ folder, target, alone, version, programs }: BundleOptions): Promise<string[]> {
  const common = {
    absWorkingDir: ROOT,
    outdir: resolve(ROOT, folder),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target,
    format: 'esm',
    metafile: true,
    // Names and lines stay: stack traces and the types of errors in the operator's log are read by people.
    minifySyntax: true,
  } as const satisfies BuildOptions;
  await rm(common.outdir, { recursive: true, force: true });
  await build({ ...common, entryPoints: { bridge: 'src/bridge/main.ts' } });
  const pages = await consoleScript();
  // From its sources, the program finds it there.
  if (!alone) await writeFile(join(common.outdir, 'console.js'), pages.script);
  const further = await build({ ...common, entryPoints: { ...programs } });
  const { metafile } = await build({
    ...common,
    entryPoints: { meshwright: 'src/main.ts' },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    plugins: [
      withoutTranslations,
      withAssets(pages.script),
      alone ? withoutCloneCommands : demoFromSources,
      ...(version === undefined ? [] : [versioned(version)]),
    ],
    // Packages in CommonJS ask for Node's own modules with a `require` that ES modules do not have.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
  });
  const inputs = [metafile, further.metafile].flatMap((each) => Object.keys(each.inputs));
  return [...inputs, ...pages.inputs, ...ASSET_FILES.map((file) => `src/console/${file}`)];
}
