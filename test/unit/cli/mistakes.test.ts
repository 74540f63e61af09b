import { describe, expect, it } from '@jest/globals';
import pack from '../../../package.json' with { type: 'json' };
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { commandLine } from '../../support/command-line.ts';

const MESH = (spec: string): string =>
  `apiVersion: meshwright.dev/v1alpha1\nkind: MeshInstall\nmetadata: {name: mesh}\nspec: ${spec}\n`;

/** What people get wrong, and what they are told: the command line, standard input, and the first line of the answer. */
const MISTAKES: readonly [words: string, input: string, answer: RegExp][] = [
  ['install', '', /no command install: a mesh is installed by `kubectl apply -f` of a MeshInstall/],
  ['upgrade', '', /edit spec\.version/],
  ['delete', '', /`meshwright uninstall NAME`/],
  ['template', '', /`meshwright render -f FILE`/],
  ['statsu', '', /unknown command 'statsu'/],
  ['preflight', '', /of which mesh\? Give its name, or a file with -f/],
  [
    'status',
    '',
    /\/nowhere\/\.kube\/config: there is no such file; name one with --kubeconfig or the variable KUBECONFIG/,
  ],
  ['render -f -', MESH('{version: v1.4.10}'), /spec\.version: "v1\.4\.10": .*write 1\.4\.10\./],
  ['render -f -', MESH('{version: latest}'), /write all three numbers, such as 1\.4\.10; `meshwright versions` lists/],
  ['render -f -', MESH('{version: 1.4}'), /spec\.version: 1\.4: .*write all three numbers/],
  ['render -f -', MESH('{version: 1.5.0}'), /the nearest are 1\.4\.10/],
  ['render -f -', MESH('{version: 1.4.10, profil: demo}'), /spec\.profil: .*did you mean spec\.profile\?/],
  ['render -f -', MESH('{version: 1.4.10, mtls: true}'), /did you mean spec\.mesh\.mtls\?/],
  ['render -f -', MESH('{version: 1.4.10, gateways: {}}'), /spec\.gateways: {}: .*has to be a list/],
  ['render -f -', MESH('{version: 1.4.10, upgrade: {gateTimeout: 5}}'), /has to be text; put it in quotes/],
  ['render -f -', MESH('{version: 1.4.10, components: {pilot: {replicas: -1}}}'), /has to be at least 0/],
  ['render -f nowhere.yaml', '', /cannot read nowhere\.yaml: there is no such file/],
];

describe('a common mistake', () => {
  it.each(MISTAKES)('%s %j is answered with what to do', async (words, input, answer) => {
    const { code, stdout, stderr } = await commandLine(words.split(' '), input);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(answer);
    // Words of the schema's library, which nobody has to know.
    expect(stderr).not.toMatch(/\brecord\b|too (big|small)|expected|invalid input/i);
  });
});

describe('a Kubernetes that nobody has tried', () => {
  it('is rendered for, with a warning', async () => {
    const { code, stdout, stderr } = await commandLine(['render', '-f', '-', '-k', '1.99'], MESH('{version: 1.4.10}'));
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^warning: --kube-version: 1\.99: not tested; 1\.36 is/)]);
    expect(stdout).toMatch(/^---\n/);
  });
});

describe('the version', () => {
  it('is said by --version, and by version with what it is for', async () => {
    expect(await commandLine(['--version'])).toEqual({ code: 0, stdout: `${pack.version}\n`, stderr: '' });
    const { stdout } = await commandLine(['version']);
    expect(stdout).toMatch(/^meshwright \S+, for Istio 1\.0\.0 to 1\.4\.10 on Kubernetes up to 1\.\d+\n$/);
    expect(JSON.parse((await commandLine(['version', '-o', 'json'])).stdout)).toMatchObject({ version: pack.version });
  });

  it('is left to the command that has an option of that name', async () => {
    expect((await commandLine(['import', '--version', '1.9.0', '-f', '-'], 'pilot: {}')).code).toBe(2);
  });
});

it('no command is answered as a habit of another tool', async () => {
  for (const { name } of COMMANDS) expect((await commandLine([name, '--help'])).code).toBe(0);
});
