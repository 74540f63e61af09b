import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const script = join(import.meta.dirname, '../../../scripts/bootstrap.mjs');

// Notes how it is called, in the folder in which it is called.
const go = `#!${process.execPath}
require('node:fs').writeFileSync('called', process.argv.slice(2).join(' '));
`;
// Fails as soon as Go was called, or when its patience is over.
const npm = `
import { existsSync } from 'node:fs';
const called = () => existsSync('devcluster/modules/kubernetes/called');
const deadline = Date.now() + Number(process.env.PATIENCE);
while (!called() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
process.exit(called() ? 42 : 43);
`;

describe('a first npm run demo', () => {
  let clone = '';
  beforeEach(async () => {
    clone = await mkdtemp(join(tmpdir(), 'bootstrap-test-'));
    for (const folder of ['scripts', 'bin', 'devcluster/modules/kubernetes']) {
      await mkdir(join(clone, folder), { recursive: true });
    }
    await copyFile(script, join(clone, 'scripts/bootstrap.mjs'));
    await writeFile(join(clone, 'package-lock.json'), '{}');
    await writeFile(join(clone, 'package.json'), '{}');
    await writeFile(join(clone, 'npm.mjs'), npm);
    await writeFile(join(clone, 'bin/go'), go);
    await chmod(join(clone, 'bin/go'), 0o755);
  });
  afterEach(() => rm(clone, { recursive: true }));

  async function run(patience: number, env: Record<string, string>): Promise<number> {
    const child = spawn(process.execPath, [join(clone, 'scripts/bootstrap.mjs'), 'demo'], {
      stdio: 'ignore',
      env: { npm_execpath: join(clone, 'npm.mjs'), PATIENCE: String(patience), ...env },
    });
    const [code] = (await once(child, 'exit')) as [number];
    return code;
  }
  const withGo = () => ({ PATH: join(clone, 'bin') });

  it('fetches the sources of the embedded cluster while npm installs', async () => {
    expect(await run(10_000, withGo())).toBe(42);
    expect(await readFile(join(clone, 'devcluster/modules/kubernetes/called'), 'utf8')).toBe(
      'list -deps ./control-plane',
    );
  });

  it('leaves that to the build where there is no Go', async () => {
    expect(await run(300, { PATH: clone })).toBe(43);
  });

  it('fetches nothing where a package brings the programs', async () => {
    const name = `@meshwright/devcluster-kubernetes-${process.platform}-${process.arch}`;
    await writeFile(join(clone, 'package.json'), JSON.stringify({ optionalDependencies: { [name]: '1.0.0' } }));
    expect(await run(300, withGo())).toBe(43);
  });

  it('fetches nothing for a cluster that is there', async () => {
    expect(await run(300, { ...withGo(), KUBECONFIG: '/somebody/kubeconfig' })).toBe(43);
  });
});
