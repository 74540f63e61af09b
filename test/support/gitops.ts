import { describe } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { API } from '../../src/api/meshinstall.ts';
import { commandLine } from './command-line.ts';

/**
 * Tests with the tools themselves, which are built from source: minutes of all processors the first time. They run where
 * MESHWRIGHT_GITOPS_TOOLS is set; docs/testing.md says so.
 */
export const describeTools = process.env['MESHWRIGHT_GITOPS_TOOLS'] === undefined ? describe.skip : describe;

/** A folder as a user has it in Git, with `dist/demo` in it. */
export interface Repository {
  readonly folder: string;
  /** Writes the files of the mesh `demo`, of Istio 1.4.10 with the profile of that name, as the page says. */
  readonly render: (spec: object) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** An empty repository for a tool. */
export async function repository(tool: 'argocd' | 'flux'): Promise<Repository> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-repository-'));
  const [file, dist] = [join(folder, 'demo.json'), join(folder, 'dist')];
  return {
    folder,
    render: async (spec) => {
      const { apiVersion, kind } = API;
      const mesh = { version: '1.4.10', profile: 'demo', ...spec };
      await rm(dist, { recursive: true, force: true });
      await writeFile(file, JSON.stringify({ apiVersion, kind, metadata: { name: 'demo' }, spec: mesh }));
      const { code, stderr } = await commandLine(['render', '-f', file, '--to', dist, '--gitops', tool]);
      if (code !== 0) throw new Error(stderr);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
