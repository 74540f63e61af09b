import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { commandLine } from '../../support/command-line.ts';

const CONFIGURATION = `
apiVersion: v1
kind: List
items:
- {apiVersion: config.istio.io/v1alpha2, kind: denier, metadata: {name: deny, namespace: a}, spec: {status: {code: 7}}}
- {apiVersion: config.istio.io/v1alpha2, kind: checknothing, metadata: {name: ask, namespace: a}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: r, namespace: a}
spec: {actions: [{handler: deny.denier, instances: [ask.checknothing, gone.checknothing]}]}
`;
const run = (input: string, ...args: string[]) => commandLine(['convert-mixer', '-f', '-', ...args], input);

describe('meshwright convert-mixer', () => {
  it('prints objects of the new form, and on standard error what needs a look', async () => {
    const { code, stdout, stderr } = await run(CONFIGURATION);
    expect(code).toBe(0);
    expect(loadAll(stdout)).toMatchObject([
      { kind: 'handler', metadata: { name: 'deny' }, spec: { compiledAdapter: 'denier' } },
      { kind: 'instance', metadata: { name: 'ask' }, spec: { compiledTemplate: 'checknothing' } },
      { kind: 'rule', spec: { actions: [{ handler: 'deny', instances: ['ask', 'gone.checknothing'] }] } },
    ]);
    expect(stderr).toMatch(/^needs your attention:\n {2}rule a\/r: refers to gone\.checknothing/);
    expect(stderr).toMatch(/^2 of kinds that 1\.2 does not read: delete them when the mesh runs it$/m);
  });

  it('prints one list as JSON', async () => {
    const list = JSON.parse((await run(CONFIGURATION, '-o', 'json')).stdout) as { kind: string; items: unknown[] };
    expect([list.kind, list.items.length]).toEqual(['List', 3]);
  });

  it('says so when there is nothing to convert', async () => {
    const none = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [] });
    expect(await run(none)).toEqual({ code: 0, stdout: '# nothing to convert\n', stderr: '' });
  });

  it.each([
    ['text', 'hello', /expected objects of Kubernetes/],
    ['no YAML', 'a: [', /is not YAML/],
  ])('refuses %s', async (_what, input, message) => {
    const { code, stderr } = await run(input);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
