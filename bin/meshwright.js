#!/bin/sh
// 2>/dev/null; it=$(readlink -f "$0"); node=${it%/*/*}/node_modules/node/bin/node; [ -x "$node" ] || node=node; exec "$node" "$0" "$@"
// Starts the command line under the Node that we are built for: from the bundle of `npm run build` where there is one
// and no source is younger, else from the sources. The line above is for a shell, to which `//` is a program that is
// not there: it starts our Node at once, for to find it from another Node takes 0.1 s. For Node the line is a comment.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const ROOT = join(fileURLToPath(import.meta.url), '../..');

if (Number(process.versions.node.split('.', 1)[0]) < OLDEST) startUnderOurNode();
else if (!isDemo() && isBuilt()) {
  cacheCompiled(join(ROOT, 'build/compile-cache'));
  await import('../build/meshwright.mjs');
} else {
  module.enableCompileCache();
  await import('../src/main.ts').catch(explained);
}

/** This process only waits then: what it is sent goes on to the other, and how that ends is how it ends. */
function startUnderOurNode() {
  const node = join(ROOT, 'node_modules/node/bin/node');
  // Not our own path: the name that we were called by is the name of the program.
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => {
      // Keys of a terminal reach both of us, and who is asked twice does not end in order any more.
      const isKey = signal === 'SIGINT' || signal === 'SIGQUIT';
      if (!isKey || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('error', ({ message }) =>
    fail(`this is Node ${process.version}, and Node ${OLDEST} cannot be started: ${message}`),
  );
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** Without its packages no source says anything itself. */
function explained(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  fail(error.message);
}

function fail(message) {
  console.error(`error: ${message}\n       npm ci installs what is missing`);
  process.exit(1);
}

/** The demo is not in the bundle, and an error of a source is none that the bundle knows: it runs from sources only. */
function isDemo() {
  return process.argv[2] === 'demo';
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
