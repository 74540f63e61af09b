import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { blockOf } from '../support/documents.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { readonly permissions?: object; readonly steps: readonly Step[] }>>;
}

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: { node: string } };

describe.each(globSync('.github/workflows/*.yml'))('%s', (path) => {
  const text = readFileSync(path, 'utf8');
  const { permissions, jobs } = load(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('pins every action to a commit, and says which version that is', () => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([]);
  });

  it('gives every job only what that job names', () => {
    expect(permissions).toEqual({});
    expect(Object.entries(jobs).filter(([, job]) => job.permissions === undefined)).toEqual([]);
  });

  it('lets nothing that others may name become part of a script', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  it('uses the Node that the packages are locked to, and no cache that others may write to', () => {
    const nodes = steps.filter(({ uses = '' }) => uses.startsWith('actions/setup-node@'));
    for (const step of nodes) {
      expect(step.with).toMatchObject({ 'node-version': devDependencies.node, 'package-manager-cache': false });
    }
  });
});

describe('the workflow of releases', () => {
  const { jobs } = load(readFileSync('.github/workflows/release.yml', 'utf8')) as Workflow;
  const mayWrite = (what: string): string[] =>
    Object.entries(jobs).flatMap(([name, job]) =>
      (job.permissions as Record<string, string>)[what] === 'write' ? [name] : [],
    );

  it('asks about the packages, before it builds anything of them, what SECURITY.md says', () => {
    const runs = jobs['build']?.steps.map(({ run = '' }) => run) ?? [];
    const asked = blockOf('SECURITY.md', 'npm audit').trimEnd().split('\n').join(' && ');
    const built = runs.findIndex((run) => /npm run/.test(run));
    expect(built).toBeGreaterThan(0);
    expect(runs.slice(0, built)).toContain(asked);
  });

  it('publishes from jobs that run nothing of the repository', () => {
    const publishing = [...mayWrite('contents'), ...mayWrite('packages'), ...mayWrite('id-token')];
    expect(new Set(publishing)).toEqual(new Set(['github', 'image', 'attest', 'npm']));
    for (const name of publishing) {
      const used = jobs[name]?.steps.map(({ uses = '', run = '' }) => `${uses} ${run}`).join('\n');
      expect(used).not.toMatch(/actions\/checkout|npm (ci|install|run)/);
    }
  });

  it('lets each of them write to one place', () => {
    expect([mayWrite('contents'), mayWrite('packages'), mayWrite('attestations')]).toEqual([
      ['github'],
      ['image'],
      ['attest'],
    ]);
  });
});
