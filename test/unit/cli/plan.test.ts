import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { commandLine } from '../../support/command-line.ts';

const install = (spec: object): string =>
  JSON.stringify({ apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall', metadata: { name: 'mesh' }, spec });
const mesh = install({ version: '1.4.10', profile: 'minimal', upgrade: { gateTimeout: '7m' } });
const fromFile = (args: string[], text = mesh) => commandLine(['plan', '-f', '-', ...args], text);

describe('meshwright plan', () => {
  it('prints one table per hop, with the gate and the deadline of each step', async () => {
    const { code, stdout, stderr } = await fromFile(['--from', '1.2.10']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^1\.2\.10 > 1\.3\.8 > 1\.4\.10\n\nHop 1: 1\.2\.10 > 1\.3\.8\nSTEP +NEEDS +COMPONENTS/);
    expect(stdout).toMatch(/^pilot +\S+ +pilot +pilot available +7m +yes/m);
  });

  it('prints the same as JSON and as YAML', async () => {
    const [json, yaml] = [await fromFile(['-o', 'json']), await fromFile(['-o', 'yaml'])];
    expect(JSON.parse(json.stdout)).toMatchObject({ to: '1.4.10', hops: [{ to: '1.4.10' }] });
    expect(load(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  });

  it('says of a mesh that is paused that nothing of it begins', async () => {
    const { code, stdout, stderr } = await fromFile([], install({ version: '1.4.10', paused: true }));
    expect([code, stderr]).toEqual([
      0,
      'warning: spec.paused is true: nothing of this begins before `meshwright resume mesh`\n',
    ]);
    expect(stdout).toMatch(/^Istio 1\.4\.10, from nothing/);
  });

  it('says that there is nothing to do', async () => {
    expect((await fromFile(['--from', '1.4.10'])).stdout).toBe('Istio 1.4.10 is installed: nothing to do.\n');
  });

  it('does not mind that what is installed lacks an option, but that a stop on the way does', async () => {
    const to = install({ version: '1.4.10', components: { pilot: { subscribedResources: ['gateways'] } } });
    expect((await fromFile(['--from', '1.3.8'], to)).code).toBe(0);
    const { code, stderr } = await fromFile(['--from', '1.2.10'], to);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('spec.components.pilot.subscribedResources') as unknown,
    ]);
  });

  it.each<[string, string[], string, RegExp]>([
    ['nothing to plan', ['plan'], '', /^error: say what to plan/],
    ['another format', ['plan', '-f', '-', '-o', 'xml'], mesh, /^error: --output: "xml": not possible/],
    ['a release that never was', ['plan', '-f', '-', '--from', '1.4.99'], mesh, /^error: --from: "1.4.99"/],
    [
      'two MeshInstalls',
      ['plan', '-f', '-'],
      `${mesh}\n---\n${mesh}`,
      /^error: standard input holds more than one MeshInstall/,
    ],
  ])('refuses %s', async (_what, args, text, message) => {
    const { code, stdout, stderr } = await commandLine(args, text);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
