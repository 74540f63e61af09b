import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

/** For a place without the sources, such as an image. */
const ALONE = '--alone';

/** The first start after a build should be as fast as the second. */
function fillCompileCache(): void {
  for (const args of [['--help'], ['render', '-f', 'examples/demo.yaml']]) {
    spawnSync(process.execPath, ['bin/meshwright.js', ...args], { stdio: 'ignore' });
  }
}

/** Bundles into the folder that is given, or build/. */
async function main(args: readonly string[]): Promise<void> {
  const [folder = 'build'] = args.filter((arg) => arg !== ALONE);
  const alone = args.includes(ALONE);
  const inputs = await bundle({ folder, target: 'node24', alone });
  if (!alone) {
    const ours = inputs.filter((path) => !path.includes('node_modules/'));
    // What bin/meshwright.js compares with, to leave a bundle alone that is older than its sources.
    writeFileSync(join(folder, 'sources.json'), JSON.stringify(['package-lock.json', ...ours]));
    fillCompileCache();
  }
  console.log(`wrote ${folder}/bridge.mjs and ${folder}/meshwright.mjs`);
}

await main(process.argv.slice(2));
