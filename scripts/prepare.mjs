// What npm runs after it has installed the packages of a clone (`prepare`): bundles the command line, so that it starts
// at once. Plain JavaScript for Node 20 and later. Does nothing where it cannot, as after `npm ci --omit=dev`: the
// bundle saves time and is needed for nothing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '../..');
const inRoot = (path) => join(root, path);

const node = inRoot('node_modules/node/bin/node');
const needed = [node, inRoot('node_modules/esbuild'), inRoot('src/main.ts')];
const missing = needed.find((path) => !existsSync(path));

if (missing === undefined) {
  const { status } = spawnSync(node, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) console.error('the command line is not bundled and starts from its sources');
} else console.error(`the command line is not bundled, for there is no ${missing}`);
