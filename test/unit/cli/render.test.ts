import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { capabilitiesOf, render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { commandLine } from '../../support/command-line.ts';

const install = (name: string, spec: object, more: object = {}): string =>
  JSON.stringify({ apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall', metadata: { name }, spec, ...more });
const version = '1.4.10';
const minimal = install('mesh', { version, profile: 'minimal' });
const rendered = (kubernetes: string): Manifest[] =>
  render({ name: 'mesh', spec: resolve({ version, profile: 'minimal' }), capabilities: capabilitiesOf(kubernetes) });

describe('meshwright render', () => {
  it('prints as YAML what the charts render, for the newest Kubernetes', async () => {
    const { code, stdout, stderr } = await commandLine(['render', '-f', '-'], minimal);
    expect([code, stderr]).toEqual([0, '']);
    expect(loadAll(stdout)).toEqual(rendered('1.36'));
  });

  it('prints the same as one JSON array', async () => {
    const { stdout } = await commandLine(['render', '-f', '-', '-o', 'json'], minimal);
    expect(JSON.parse(stdout)).toEqual(rendered('1.36'));
  });

  it('renders for the Kubernetes that it is told', async () => {
    const { stdout } = await commandLine(['render', '-f', '-', '-o', 'json', '--kube-version', 'v1.21.3'], minimal);
    expect(JSON.parse(stdout)).toEqual(rendered('1.21'));
    expect(rendered('1.21')).not.toEqual(rendered('1.36'));
  });

  it('prints every MeshInstall of a file, and ignores empty documents', async () => {
    const file = [
      '---',
      minimal,
      '---',
      '# nothing here',
      '---',
      install('other', { version, profile: 'minimal', namespace: 'two' }),
    ].join('\n');
    const { code, stdout } = await commandLine(['render', '-f', '-'], file);
    const names = (loadAll(stdout) as Manifest[])
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => metadata.name);
    expect([code, names]).toEqual([0, ['istio-system', 'two']]);
  });

  it('prints YAML without references, which kubectl would not mind but people do', async () => {
    const { stdout } = await commandLine(['render', '-f', '-'], install('mesh', { version, profile: 'demo' }));
    expect(stdout).not.toMatch(/^\s*[\w-]+: [&*]ref_/m);
    expect(load(stdout.split('---\n')[1] ?? '')).toMatchObject({ kind: 'Namespace' });
  });
});

/** What is given, and the one line on standard error. */
const BAD: readonly [string, string[], string, RegExp][] = [
  ['no file', ['render'], '', /^error: required option '-f, --file <path>' not specified$/],
  [
    'a file that is not there',
    ['render', '-f', '/not/there'],
    '',
    /^error: cannot read \/not\/there: there is no such file$/m,
  ],
  ['a folder', ['render', '-f', '/'], '', /^error: cannot read \/: it is a folder without any YAML file$/m],
  ['no text at all', ['render', '-f', '-'], '', /^error: standard input holds no MeshInstall$/],
  ['comments only', ['render', '-f', '-'], '# later\n---\n', /holds no MeshInstall$/],
  ['broken YAML', ['render', '-f', '-'], '{', /^error: standard input is not YAML: /],
  [
    'plain text',
    ['render', '-f', '-'],
    'hello',
    /holds no object where meshwright\.dev\/v1alpha1 MeshInstall belongs$/,
  ],
  ['another kind', ['render', '-f', '-'], 'apiVersion: v1\nkind: Pod', /holds v1 Pod where /],
  [
    'another version of the kind',
    ['render', '-f', '-'],
    minimal.replace('v1alpha1', 'v9'),
    /holds meshwright\.dev\/v9 MeshInstall where /,
  ],
  ['a second document of another kind', ['render', '-f', '-'], `${minimal}\n---\nkind: Pod`, /holds Pod where /],
  [
    'no name',
    ['render', '-f', '-'],
    minimal.replace('"name":"mesh"', '"x":"mesh"'),
    /^error: metadata\.name: is required\.$/,
  ],
  [
    'a name that no label takes',
    ['render', '-f', '-'],
    install('m'.repeat(64), { version }),
    /^error: metadata\.name: "m+": not possible/,
  ],
  [
    'no spec',
    ['render', '-f', '-'],
    install('mesh', {}),
    /^error: spec\.version: is required; write 1\.4\.10, the newest/,
  ],
  [
    'a version that YAML reads as a number',
    ['render', '-f', '-'],
    'apiVersion: meshwright.dev/v1alpha1\nkind: MeshInstall\nmetadata: {name: a}\nspec: {version: 1.4}',
    /^error: spec\.version: 1\.4: .*write 1\.4\.10, the newest of 1\.4/,
  ],
  [
    'an unknown version',
    ['render', '-f', '-'],
    install('mesh', { version: '1.4.77' }),
    /^error: spec\.version: "1\.4\.77": .*nearest are 1\.4\.10/,
  ],
  [
    'a profile of another release',
    ['render', '-f', '-'],
    install('mesh', { version, profile: 'demo-auth' }),
    /^error: spec\.profile: "demo-auth": .*does not have this profile/,
  ],
  [
    'an overlay that matches nothing',
    ['render', '-f', '-'],
    install('mesh', { version, overlays: [{ kind: 'Job', name: 'x', patch: [{ op: 'remove', path: '/spec' }] }] }),
    /^error: spec\.overlays\[0\]: "Job x": matches no rendered object/,
  ],
  [
    'an old Kubernetes',
    ['render', '-f', '-', '-k', '1.12'],
    minimal,
    /^error: --kube-version: "1\.12": .*write for example 1\.36/,
  ],
  [
    'an unknown format',
    ['render', '-f', '-', '-o', 'xml'],
    minimal,
    /^error: --output: "xml": not possible; choose yaml or json$/,
  ],
  ['an unknown option', ['render', '-f', '-', '--colour'], minimal, /^error: unknown option '--colour'$/],
  ['an unknown command', ['rendr'], '', /^error: unknown command 'rendr'/],
  ...['0', '65', '1.5', 'x'].map((workers): [string, string[], string, RegExp] => [
    `a number of workers that is none (${workers})`,
    ['run', '--workers', workers],
    '',
    new RegExp(`^error: --workers: "${workers}": write a whole number from 1 to 64$`),
  ]),
  ['no address', ['run', '--metrics-address', '8080'], '', /^error: --metrics-address: "8080": write host:port, /],
  ['an unknown log level', ['run', '--log-level', 'loud'], '', /^error: --log-level: "loud": .*"debug"\|"info"/],
];

describe('a wrong command line', () => {
  it.each(BAD)('with %s ends with 2, says why and prints nothing else', async (_what, args, stdin, message) => {
    const { code, stdout, stderr } = await commandLine(args, stdin);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')[0]).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
  });

  it('names every problem on a line of its own', async () => {
    const { stderr } = await commandLine(['render', '-f', '-'], install('mesh', { version, profile: 'big', mehs: 1 }));
    expect(stderr).toMatch(/^error: spec\.profile: .*\n {7}spec\.mehs: 1: unknown field/);
  });

  it('renders nothing of a file of which one part is wrong', async () => {
    const { stdout } = await commandLine(['render', '-f', '-'], `${minimal}\n---\n${install('two', {})}`);
    expect(stdout).toBe('');
  });
});
