import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

describe('npm pack in a clone', () => {
  it('takes what a command line needs: no test, no source, no cache', () => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = spawnSync('npm', args, { encoding: 'utf8', shell: false });
    // npm 11 prints a list, and npm 12 an object.
    const [described] = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>);
    const paths = described?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(expect.arrayContaining(['bin/meshwright.js', 'crds/meshinstalls.yaml', 'package.json']));
    const needed = /^(bin\/meshwright\.js|build\/(chunks\/)?[^/]+\.(mjs|json)|crds\/meshinstalls\.yaml|[^/]+)$/;
    expect(paths.filter((path) => !needed.test(path))).toEqual([]);
  });

  it('does not lead to a publication by mistake', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ private: true });
  });
});
