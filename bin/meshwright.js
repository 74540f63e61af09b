#!/usr/bin/env node
// Starts the command line under the Node that we are built for, whichever Node found this file: from the bundle of
// `npm run build` where there is one, else from the sources.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const FILE = fileURLToPath(import.meta.url);
const ROOT = join(dirname(FILE), '..');

if (Number(process.versions.node.split('.', 1)[0]) < OLDEST) startUnderOurNode();
else if (isBuilt()) {
  cacheCompiled(join(ROOT, 'build/compile-cache'));
  await import('../build/meshwright.mjs');
} else {
  module.enableCompileCache();
  await import('../src/main.ts');
}

function startUnderOurNode() {
  const node = join(dirname(module.createRequire(FILE).resolve('node/package.json')), 'bin', 'node');
  // Not FILE: the name that we were called by is the name of the program.
  const { status, signal } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(signal === null ? (status ?? 1) : 1);
}

/** True when there is a bundle, and no source is younger; where there are only bundles, none is. */
function isBuilt() {
  const built = changedAt('build/meshwright.mjs');
  if (built === undefined) return false;
  const sources = JSON.parse(readFileSync(join(ROOT, 'build/sources.json'), 'utf8'));
  return sources.every((path) => (changedAt(path) ?? 0) <= built);
}

function changedAt(path) {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs;
}

/** Keeps compiled code beside what it was compiled from or, where nobody may write, where temporary files are. */
function cacheCompiled(folder) {
  const { status } = module.enableCompileCache(folder);
  if (status === module.constants.compileCacheStatus.FAILED) module.enableCompileCache();
}
