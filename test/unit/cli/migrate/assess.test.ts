import { describe, expect, it } from '@jest/globals';
import { commandLine } from '../../../support/command-line.ts';
import { PLANTED } from '../../../support/migration/planted.ts';

const EXAMPLE = ['migrate', 'assess', '-f', 'examples/migrate'];
const CLEAN =
  'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {ports: [{name: http, port: 80}]}\n';

describe('meshwright migrate assess', () => {
  it('prints a table for each namespace, what to do for each rule, and ends with 1 where something blocks', async () => {
    const { code, stdout, stderr } = await commandLine(EXAMPLE);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^To Istio 1\.30: 9 block, 1 changes, 1 cosmetic in 11 objects\.$/m);
    expect(stdout).toMatch(/^bookinfo: 7 block, 1 changes, 1 cosmetic\nSEVERITY +OBJECT +FOUND +RULE$/m);
    expect(stdout).toMatch(
      /^blocks +MeshPolicy default +spec\.peers requires mutual TLS of callers of the whole mesh +policy-strict$/m,
    );
    expect(stdout).toMatch(/^policy-strict\n {2}Callers in plain text are let in/m);
    expect(stdout).toMatch(/^To look at, because no API tells\n {2}programs that listen/m);
  });

  it('ends with 0 where nothing blocks', async () => {
    const { code, stdout } = await commandLine(['migrate', 'assess', '-f', '-'], CLEAN);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'To Istio 1.30: nothing in 1 object.']);
  });

  it('prints findings and explanations as JSON', async () => {
    const { stdout } = await commandLine([...EXAMPLE, '-o', 'json']);
    const { target, findings, explanations } = JSON.parse(stdout) as Record<string, { rule: string }[]>;
    expect(target).toBe('1.30');
    expect(findings).toContainEqual({
      rule: 'rbac-role',
      severity: 'blocks',
      namespace: 'bookinfo',
      object: 'ServiceRole reader',
      field: 'spec.rules',
      message: 'says what callers may do, in one rule',
    });
    expect(explanations?.map(({ rule }) => rule)).toContain('rbac-role');
  });

  it('prints a report in Markdown for the team of one namespace', async () => {
    const { stdout } = await commandLine([...EXAMPLE, '-o', 'markdown', '-n', 'bookinfo']);
    expect(stdout).toMatch(/^# The way to Istio 1\.30$/m);
    expect(stdout).toMatch(/^\| bookinfo \| 7 \| 1 \| 1 \|$/m);
    expect(stdout).toMatch(/^### Requests refused by mixer\n\nIf nothing is done: .*\n\nWhat to do: /m);
    expect(stdout).toMatch(/^- \[ \] \*\*blocks\*\* ServiceRole reader: `spec\.rules` says what callers may do/m);
    expect(stdout).not.toContain('MeshPolicy');
  });

  it('makes no markup of what objects say', async () => {
    const name = '"<b>`x`\\n# title"';
    const object = `apiVersion: rbac.istio.io/v1alpha1\nkind: ServiceRole\nmetadata: {name: ${name}, namespace: a}\nspec: {}\n`;
    const { stdout } = await commandLine(['migrate', 'assess', '-f', '-', '-o', 'markdown'], object);
    expect(stdout).toContain('ServiceRole \\<b\\>\\`x\\`\\\\n\\# title');
    expect(stdout).not.toMatch(/^# title/m);
  });

  it('reads every file below a folder, and says which is no object', async () => {
    const { code, stderr } = await commandLine(['migrate', 'assess', '-f', '-'], 'just text');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/standard input: expected objects of Kubernetes/)]);
  });

  it('refuses a release that nothing is known of', async () => {
    const { code, stderr } = await commandLine([...EXAMPLE, '--to', '1.5']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/--to: "1\.5": nothing is known of this release; choose/),
    ]);
  });

  it.each(Object.keys(PLANTED))('says the same of a mesh of %s in every run', async (minor) => {
    const run = () => commandLine(['migrate', 'assess', '-f', '-', '-o', 'json'], PLANTED[minor]);
    expect(await run()).toEqual(await run());
  });
});
