import { describe, expect, it } from '@jest/globals';
import pack from '../../../package.json' with { type: 'json' };
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { commandLine } from '../../support/command-line.ts';

const MESH = (spec: string): string =>
  `apiVersion: meshwright.dev/v1alpha1\nkind: MeshInstall\nmetadata: {name: mesh}\nspec: ${spec}\n`;

/** The command line, standard input, and what is answered. */
type Mistake = readonly [words: string, input: string, answer: RegExp];

/** What people type who know other tools, or whose finger slips. */
const COMMAND_LINES: readonly Mistake[] = [
  ['install', '', /no command install: a mesh is installed by `kubectl apply -f` of a MeshInstall/],
  ['upgrade', '', /edit spec\.version/],
  ['delete', '', /`meshwright uninstall NAME`/],
  ['template', '', /`meshwright render -f FILE`/],
  ['proxy-status', '', /no command proxy-status: `meshwright proxy status` says of every proxy/],
  ['analyze', '', /no command analyze: `meshwright check` looks at the cluster/],
  ['statsu', '', /unknown command 'statsu'\n\(Did you mean status\?\)/],
  ['render -f - --kubeversion 1.30', '', /unknown option '--kubeversion'\n\(Did you mean --kube-version\?\)/],
  ['render', '', /required option '-f, --file <path>' not specified/],
  ['render -f - -o xml', '', /--output: "xml": not possible; choose yaml or json/],
  ['render -f - -k old', MESH('{version: 1.4.10}'), /--kube-version: "old": .*write for example 1\.\d+, not older/],
  ['render -f nowhere.yaml', '', /cannot read nowhere\.yaml: there is no such file/],
  ['certificates check --from nowhere', '', /cannot read nowhere: there is no such file/],
  ['preflight', '', /of which mesh\? Give its name, or a file with -f/],
  ['status', '', /\/nowhere\/\.kube\/config: there is no such file; name one with --kubeconfig or the variable KUBE/],
  ['dashboard grafna', '', /dashboard: "grafna": not possible; choose grafana, jaeger, kiali or prometheus/],
  ['proxy config svc/reviews', '', /"svc\/reviews": write a Pod, or one of deploy\/NAME, sts\/NAME and ds\/NAME/],
  ['explain spec.profil', '', /spec\.profil: not an option; did you mean spec\.profile\?/],
];

/** What people write who know another API, or guess. */
const SPECS: readonly (readonly [spec: string, answer: RegExp])[] = [
  ['{version: v1.4.10}', /spec\.version: "v1\.4\.10": not possible; write 1\.4\.10;/],
  ['{version: latest}', /spec\.version: "latest": not possible; write 1\.4\.10, the newest; `meshwright versions`/],
  ['{version: 1.4}', /spec\.version: 1\.4: not possible; write 1\.4\.10, the newest of 1\.4;/],
  ['{version: "1.3.x"}', /spec\.version: "1\.3\.x": not possible; write 1\.3\.8, the newest of 1\.3;/],
  ['{version: 1.5.0}', /the nearest are 1\.4\.10/],
  ['{profile: demo}', /spec\.version: is required; write 1\.4\.10, the newest, or another one\./],
  ['{version: 1.4.10, profil: demo}', /spec\.profil: .*did you mean spec\.profile\?/],
  ['{version: 1.4.10, profile: deme}', /spec\.profile: "deme": not a possible value; choose one of default, demo,/],
  ['{version: 1.4.10, mtls: true}', /did you mean spec\.mesh\.mtls\?/],
  ['{version: 1.4.10, mesh: {mtls: true}}', /spec\.mesh\.mtls: true: not possible; it has to be a map/],
  ['{version: 1.4.10, gateways: {}}', /spec\.gateways: {}: .*has to be a list/],
  ['{version: 1.4.10, upgrade: {gateTimeout: 5}}', /has to be text; put it in quotes/],
  ['{version: 1.4.10, upgrade: {gateTimeout: 10 minutes}}', /write a duration such as 10m or 1h30m/],
  ['{version: 1.4.10, components: {pilot: {replicas: -1}}}', /has to be at least 0/],
  ['{version: 1.4.10, components: {pilot: {replicas: "2"}}}', /has to be a number; write 2 without quotes/],
  ['{version: 1.4.10, defaults: {resources: {requests: {memory: 1 Gi}}}}', /write an amount such as 100m, 2Gi or 1/],
  ['{version: 1.4.10, namespace: kube-system}', /belongs to Kubernetes, .*choose a namespace for the mesh alone/],
  ['{version: 1.4.10, namespace: Istio}', /write small letters, digits and hyphens, such as istio-system/],
];

/** What people take for a MeshInstall. */
const FILES: readonly (readonly [input: string, answer: RegExp])[] = [
  ['', /standard input holds no MeshInstall/],
  ['a: b: c', /standard input is not YAML: /],
  ['apiVersion: v1\nkind: Service', /holds v1 Service where meshwright\.dev\/v1alpha1 MeshInstall belongs/],
  ['apiVersion: meshwright.dev/v1alpha1\nkind: MeshInstall\nspec: {version: 1.4.10}', /metadata\.name: is required/],
];

const MISTAKES: readonly Mistake[] = [
  ...COMMAND_LINES,
  ...SPECS.map(([spec, answer]): Mistake => ['render -f -', MESH(spec), answer]),
  ...FILES.map(([input, answer]): Mistake => ['render -f -', input, answer]),
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

describe('what is possible and probably a slip', () => {
  const resources = (text: string): string => MESH(`{version: 1.4.10, components: {pilot: {resources: ${text}}}}`);

  it.each([
    [
      '{requests: {memory: 100}}',
      /^warning: spec\.components\.pilot\.resources\.requests\.memory: 100: is 100 bytes; /,
    ],
    ['{requests: {memory: 200m}}', /"200m": is 0\.2 bytes; write 200Mi if you mean megabytes\.$/],
    ['{requests: {cpu: 500}}', /: 500: is 500 processors; write 500m if you mean thousandths of one\.$/],
  ])('is warned of, and done: %s', async (text, warning) => {
    const { code, stdout, stderr } = await commandLine(['render', '-f', '-'], resources(text));
    expect([code, stderr.trimEnd()]).toEqual([0, expect.stringMatching(warning)]);
    expect(stdout).toMatch(/^---\n/);
  });

  it('may be addresses at which nobody answers', async () => {
    const spec = MESH('{version: 1.4.10, defaults: {service: {ipFamilyPolicy: PreferDualStack}}}');
    const { code, stderr } = await commandLine(['render', '-f', '-'], spec);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^warning: spec\.defaults\.service\.ipFamilyPolicy: "PreferDualStack": brings IPv6 addresses, /,
      ),
    ]);
  });

  it('is not said of what is usual', async () => {
    const usual = resources('{requests: {memory: 100Mi, cpu: 500m}, limits: {memory: 2Gi, cpu: 2}}');
    expect((await commandLine(['render', '-f', '-'], usual)).stderr).toBe('');
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
