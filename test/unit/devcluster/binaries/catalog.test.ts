import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { modulesFolder } from '../../../../devcluster/binaries/cache.ts';
import { isKubernetesVersion, minimumGo, releases } from '../../../../devcluster/binaries/catalog.ts';
import { byModule } from '../../../../devcluster/binaries/index.ts';
import { formatElapsed } from '../../../../devcluster/binaries/progress.ts';

const modules = [...new Set(Object.values(releases).flatMap((release) => Object.values(release.modules)))];
const read = (...path: string[]) => readFileSync(join(modulesFolder, ...path), 'utf8');
const goMod = (name: string) => read(name, 'go.mod');

describe('the catalog of programs', () => {
  it.each(modules.map((module) => [module.name, module] as const))('matches the go.mod of %s', (name) => {
    expect(goMod(name)).toContain(`go ${minimumGo}\n`);
  });

  it.each(modules.map((module) => [module.name, module] as const))('finds its programs in %s', (name, module) => {
    for (const { package: path, names } of module.programs) {
      if (!path.startsWith('./')) expect(goMod(name)).toContain(`tool ${path}\n`);
      else for (const program of names) expect(read(name, path, 'main.go')).toContain(`"${program}":`);
    }
  });

  it.each(Object.entries(releases))('tells the servers of %s the version that is built', (_, release) => {
    const server = release.modules['kube-apiserver'];
    expect(goMod(server.name)).toMatch(new RegExp(`k8s.io/kubernetes ${release.gitVersion}\\b`));
    expect(server.ldflags).toContain(`k8s.io/component-base/version.gitVersion=${release.gitVersion}`);
  });

  it('builds only the modules of the programs that are asked for', () => {
    const groups = [...byModule('1.21', ['kubectl', 'kwok'])].map(([module, names]) => [module.name, names]);
    expect(groups).toEqual([['kubernetes', ['kubectl', 'kwok']]]);
  });

  it('knows which releases it can run', () => {
    expect(isKubernetesVersion('1.21')).toBe(true);
    expect(isKubernetesVersion('1.30')).toBe(false);
  });

  it.each([
    [900, '1s'],
    [59_000, '59s'],
    [65_000, '1m05s'],
    [600_000, '10m00s'],
  ])('shows %i ms as %s', (milliseconds, text) => {
    expect(formatElapsed(milliseconds)).toBe(text);
  });
});
