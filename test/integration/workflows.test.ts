import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { START_MS } from '../support/cluster.ts';
import { goTool } from '../support/go-tool.ts';

const ROOT = resolve(import.meta.dirname, '../..');

it(
  'finds no fault in the workflows with actionlint',
  async () => {
    const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT }).map((path) => join(ROOT, path));
    expect(workflows.length).toBeGreaterThan(0);
    // Shells of the machine would be asked for more, where they are there.
    const outcome = await goTool('actionlint', ['-no-color', '-shellcheck=', '-pyflakes=', ...workflows]);
    expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  },
  START_MS,
);
