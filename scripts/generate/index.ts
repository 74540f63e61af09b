import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { apiReference } from './api-reference.ts';
import { cliReference } from './cli-reference.ts';
import { crdFile } from './crd-file.ts';
import { HELM_FILES } from './helm-chart.ts';
import { KUSTOMIZE_FILES } from './kustomize.ts';
import { operatorFile, restartFile } from './operator-file.ts';

/** Every generated file, and what it should hold. */
const FILES: Readonly<Record<string, () => string>> = {
  'crds/meshinstalls.yaml': crdFile,
  'deploy/operator.yaml': operatorFile,
  'deploy/options/restart.yaml': restartFile,
  ...KUSTOMIZE_FILES,
  ...HELM_FILES,
  'docs/api.md': apiReference,
  'docs/cli.md': cliReference,
};

/** Writes the generated files; with `--check` writes nothing and fails when one is stale. */
async function main(check: boolean): Promise<void> {
  const stale: string[] = [];
  for (const [path, generate] of Object.entries(FILES)) {
    const wanted = generate();
    const present = await readFile(path, 'utf8').catch(() => undefined);
    if (present === wanted) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, wanted);
  }
  if (check && stale.length > 0) {
    console.error(`stale: ${stale.join(', ')}; run npm run generate and commit the result`);
    process.exitCode = 1;
  } else if (!check) console.log(stale.length === 0 ? 'everything is up to date' : `wrote ${stale.join(', ')}`);
}

await main(process.argv.includes('--check'));
