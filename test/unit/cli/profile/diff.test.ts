import { describe, expect, it } from '@jest/globals';
import { commandLine } from '../../../support/command-line.ts';

const diff = (...words: string[]) => commandLine(['profile', 'diff', ...words]);

describe('meshwright profile diff', () => {
  it('says which settings a profile has of its own', async () => {
    const { code, stdout } = await diff('default', 'demo');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^spec: mesh\.tracing\.sampling: 1 > 100$/m);
    expect(stdout).toMatch(/^spec: components\.grafana\.enabled: false > true$/m);
  });

  it('compares releases, by settings or by objects', async () => {
    expect((await diff('1.0.9', '1.4.10')).stdout).toContain('spec: ');
    const { code, stdout } = await diff('default@1.3.8', '1.4.10', '--objects');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^CustomResourceDefinition authorizationpolicies\.security\.istio\.io: missing$/m);
    expect(stdout).toMatch(/^Deployment istio-system\/istio-pilot: .*image: .*1\.3\.8" > .*1\.4\.10"$/m);
  });

  it('finds nothing between a profile and itself, whichever way it is written', async () => {
    expect(await diff('default', 'default@1.4.10', '--objects')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await diff('1.4.10', '@1.4.10')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('is a list for programs', async () => {
    const { stdout } = await diff('default', 'demo', '-o', 'json');
    const { differences } = JSON.parse(stdout) as { differences: { object: string; fields: { path: string }[] }[] };
    expect(differences[0]?.fields.map(({ path }) => path)).toContain('mesh.tracing.sampling');
  });

  it.each([
    [['dmo', 'demo'], /^error: profile: "dmo": not possible; choose default, demo, /],
    [['demo-auth@1.4.10', 'demo'], /"demo-auth": not possible; choose default, demo, minimal/],
    [['default@1.9.0', 'demo'], /1\.9\.0.*the nearest are 1\.4\.10/],
    [['a@b@c', 'demo'], /write PROFILE@RELEASE, such as demo@1\.3\.8/],
  ])('refuses what is none: %j', async (words, problem) => {
    const { code, stdout, stderr } = await diff(...words);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(problem)]);
  });
});
