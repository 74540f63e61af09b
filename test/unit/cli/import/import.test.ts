import { describe, expect, it } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { parseMeshInstalls } from '../../../../src/api/files/meshinstall-file.ts';
import { commandLine } from '../../../support/command-line.ts';
import { scriptsOf } from '../../../support/documents.ts';
import { runExample } from '../../../support/examples.ts';

const imported = (input: string, ...more: string[]) => commandLine(['import', '-f', '-', ...more], input);

describe('meshwright import', () => {
  it('prints a MeshInstall that our own reader takes', async () => {
    const { code, stdout, stderr } = await imported(
      'pilot: {traceSampling: 5}',
      '--version',
      '1.4.10',
      '--name',
      'edge',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(parseMeshInstalls(stdout, 'stdout')).toEqual([
      { name: 'edge', spec: { version: '1.4.10', mesh: { tracing: { sampling: 5 } } } },
    ]);
  });

  it('is called values, too', async () => {
    const { code, stdout } = await commandLine(
      ['values', '-f', '-', '--version', '1.4.10'],
      'pilot: {traceSampling: 5}',
    );
    expect([code, load(stdout)]).toEqual([
      0,
      expect.objectContaining({ spec: { version: '1.4.10', mesh: { tracing: { sampling: 5 } } } }),
    ]);
  });

  it('prints JSON when asked, and starts from the profile', async () => {
    const { stdout } = await imported('', '--version', '1.4.10', '--profile', 'demo', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'MeshInstall', spec: { version: '1.4.10', profile: 'demo' } });
  });

  it('lists on standard error what it left out, and still succeeds', async () => {
    const { code, stdout, stderr } = await imported('certmanager: {enabled: true}', '--version', '1.1.17');
    expect(code).toBe(0);
    expect(load(stdout)).toMatchObject({ spec: { version: '1.1.17' } });
    expect(stderr).toContain('1 value is not in the MeshInstall:\n  certmanager.enabled: true: has no field; ');
  });

  it.each([
    ['kiali: {dashboard: {passphrase: hunter2}}', 'kiali.dashboard.passphrase: "***"'],
    ['kiali: {dashboard: {passphrase: 31337}}', 'kiali.dashboard.passphrase: "***"'],
    ['grafana: {security: {enabled: yes, adminPassword: hunter2}}', 'grafana.security.adminPassword: "***"'],
    ['pilot: {list: [{password: hunter2}]}', 'pilot.list: [{"password":"***"}]'],
  ])('prints no credential: %s', async (input, line) => {
    const { stdout, stderr } = await imported(input, '--version', '1.0.2');
    expect(stderr).toContain(line);
    expect(stdout + stderr).not.toMatch(/hunter2|31337/);
  });

  it('takes yes and on for switches, as Helm does', async () => {
    const { stdout } = await imported('grafana: {enabled: yes}\nglobal: {mtls: {enabled: on}}', '--version', '1.4.10');
    expect(load(stdout)).toMatchObject({
      spec: { mesh: { mtls: { enabled: true } }, components: { grafana: { enabled: true } } },
    });
  });

  it('merges files as Helm does, and --set over all of them', async () => {
    const { stdout } = await commandLine(
      [
        ...['import', '-f', 'examples/import/flux-2.yaml', '-f', '-'],
        ...['--set', 'pilot.traceSampling=7,mixer.adapters.stdio.enabled=true', '--set', 'pilot.noSuchSetting=null'],
      ],
      'pilot: {traceSampling: 5, autoscaleMin: 2}',
    );
    expect(load(stdout)).toMatchObject({
      spec: {
        version: '1.4.10',
        namespace: 'mesh',
        mesh: { tracing: { sampling: 7 } },
        components: { pilot: { autoscaling: { min: 2 } }, telemetry: { adapters: { stdio: { enabled: true } } } },
      },
    });
  });

  it('says how it understood the files, after the MeshInstall', async () => {
    const { stderr } = await commandLine(['import', '-f', 'examples/import/flux-1.yaml', '--version', '1.4.9']);
    expect(stderr).toContain('note: spec.chart.version: "1.4.3": --version 1.4.9 counts more\n');
    expect(stderr).toContain(
      'note: examples/import/flux-1.yaml: HelmRelease istio-system/istio-init: the chart istio-init ',
    );
  });

  it.each([
    ['{', ['--version', '1.4.10'], 'is not YAML'],
    ['[1]', ['--version', '1.4.10'], 'expected one map'],
    ['pilot: {}', ['--version', '1.9.0'], 'the nearest are'],
    ['pilot: {}', ['--version', '1.4.10', '--profile', 'big'], '--profile: "big": not possible; choose default'],
    ['pilot: {}', ['--version', '1.4.10', '-o', 'xml'], '--output: "xml": not possible; choose yaml or json'],
    ['pilot: {}', [], 'nothing says which release it is; say it with --version, for example --version 1.4.10'],
    ['global: {tag: master}', [], 'global.tag: "master": no release of Istio 1.0 to 1.4; say it with --version'],
    ['pilot: {}', ['--version', '1.4.10', '--set', 'pilot'], '--set: "pilot": write a key and its value'],
    [
      'services: {}',
      ['--version', '1.4.10'],
      "standard input: has no value of Istio's charts; can be read: Helm values, ",
    ],
    [
      '{apiVersion: v1, kind: Service, metadata: {name: a}}',
      [],
      'standard input: Service a: of v1 describes no mesh; can be read: ',
    ],
    [
      '{apiVersion: install.istio.io/v1alpha1, kind: IstioOperator}',
      [],
      'is of Istio 1.5 or later, which is no classic',
    ],
  ])('ends with 2 for %s %j', async (input, more, message) => {
    const { code, stdout, stderr } = await imported(input, ...more);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('refuses two meshes at once by their names', async () => {
    const files = ['examples/import/flux-2.yaml', 'examples/import/argo-application.yaml'];
    const { code, stderr } = await commandLine(['import', ...files.flatMap((file) => ['-f', file])]);
    expect([code, stderr]).toEqual([
      2,
      'error: more than one mesh: examples/import/flux-2.yaml: HelmRelease flux-system/istio, ' +
        'examples/import/argo-application.yaml: Application argocd/istio; give one at a time\n',
    ]);
  });
});

/** A process of its own on a busy machine, in milliseconds. */
const PROCESS_MS = 60_000;

describe('docs/import.md', () => {
  it.each(scriptsOf('docs/import.md'))(
    'shows a command that works: %s',
    async (command) => {
      const { code, stdout } = await runExample({ command });
      const printed = command
        .trim()
        .split('\n')
        .map(() => expect.objectContaining({ kind: 'MeshInstall' }) as unknown);
      expect([code, loadAll(stdout.replaceAll(/^apiVersion/gm, '---\n$&'))]).toEqual([0, printed]);
    },
    PROCESS_MS,
  );
});
