#!/usr/bin/env node
// Starts the command line under the Node that we are built for, whichever Node found this file.
import { spawnSync } from 'node:child_process';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';

const OLDEST = 24;

if (Number(process.versions.node.split('.', 1)[0]) >= OLDEST) {
  enableCompileCache?.();
  await import('../src/main.ts');
} else {
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const { status, signal } = spawnSync(node, [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(signal === null ? (status ?? 1) : 1);
}
