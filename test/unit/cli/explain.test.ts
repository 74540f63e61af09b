import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { OPTIONS } from '../../../charts/catalog/options.ts';
import { WITHOUT_FIELD, WITHOUT_MEANING } from '../../../charts/catalog/options/unmapped.ts';
import { helmKey, RELEASES } from '../../../charts/index.ts';
import { pathsOf, schemaAt } from '../../../src/cli/input/option-path.ts';
import { commandLine } from '../../support/command-line.ts';

/** Every leaf of the charts' own values. */
const CHART_VALUES = new URL('../../fixtures/chart-values.json', import.meta.url);

const explain = async (option: string, ...more: string[]): Promise<string> => {
  const { code, stdout, stderr } = await commandLine(['explain', option, ...more]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('meshwright explain', () => {
  it('says what an option means, may be and is, and which releases have it', async () => {
    expect(await explain('mesh.tracing.sampling')).toBe(
      [
        'spec.mesh.tracing.sampling <number>',
        '',
        'Share of requests that are traced, in percent.',
        '',
        'Range       0 to 100',
        'Releases    1.0 to 1.4',
        'Default     1 with default, remote, minimal, sds-auth',
        '            100 with demo, demo-auth',
        'Helm        pilot.traceSampling',
        '',
      ].join('\n'),
    );
  });

  it('lists the fields of a block, within 80 columns', async () => {
    const lines = (await explain('spec.components.pilot')).split('\n');
    expect(lines).toContain('  replicas <integer>');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('names only the releases that have an option', async () => {
    expect(await explain('mesh.mtls.auto')).toMatch(/^Releases +1\.4$/m);
    expect(await explain('components.servicegraph.enabled')).not.toMatch(/^Releases +1\.0 to 1\.4$/m);
  });

  it.each(['spec.gateways[0].type', 'gateways[].type', 'gateways.type', 'gateways.istio-ingressgateway.type'])(
    'finds the item of a list by %s',
    async (path) => {
      expect(await explain(path)).toMatch(/^spec\.gateways\[\]\.type <string>\n[^]*^Values +LoadBalancer, NodePort/m);
    },
  );

  it('finds what a value of the Helm chart became', async () => {
    expect(await explain('global.mtls.enabled')).toMatch(/^spec\.mesh\.mtls\.enabled <boolean>/);
  });

  it('names all fields that a value of the Helm chart became', async () => {
    const text = await explain('mixer.resources');
    expect(text).toMatch(/^spec\.components\.policy\.resources </m);
    expect(text).toMatch(/^spec\.components\.telemetry\.resources </m);
    expect(JSON.parse(await explain('mixer.resources', '-o', 'json'))).toHaveLength(2);
    expect(await explain('pilot.resources.requests.cpu')).toMatch(
      /^spec\.components\.pilot\.resources\.requests\.cpu </,
    );
  });

  it('says what to do where a value of the Helm chart has no field, and what a block of them has', async () => {
    expect(await explain('certmanager.enabled')).toContain(
      'Has no field; cert-manager is no part of the mesh any more',
    );
    expect(await explain('global.nodePort')).toContain('asks for nothing');
    const block = await explain('kiali.dashboard');
    expect(block).toMatch(/ viewOnlyMode <.*>\n +spec\.components\.kiali\.viewOnly$/m);
  });

  it('knows every key that values knows, of whichever release', () => {
    const known = [
      ...OPTIONS.flatMap(({ helm = [] }) => helm),
      ...WITHOUT_FIELD.map(({ helm }) => helm),
      ...WITHOUT_MEANING,
    ];
    const ofCharts = (JSON.parse(readFileSync(CHART_VALUES, 'utf8')) as [string][]).map(([key]) =>
      key.replaceAll(' ', '.'),
    );
    const keys = [...new Set([...known, ...ofCharts])].map((key) => key.replace('*', 'mine'));
    expect(keys.length).toBeGreaterThan(600);
    const isKnown = (key: string): boolean => {
      const became = helmKey(key);
      if (became !== undefined && 'fields' in became)
        return became.fields.every((path) => schemaAt(path) !== undefined);
      return schemaAt(key) !== undefined || became !== undefined;
    };
    expect(keys.filter((key) => !isKnown(key))).toEqual([]);
  });

  it('takes the name of an annotation for one word', async () => {
    const name = 'gateways.mine.serviceAnnotations.cloud.google.com/load-balancer-type';
    expect(await explain(name)).toMatch(/cloud\.google\.com\/load-balancer-type <string>/);
  });

  it('explains the status, too, and begins with the spec', async () => {
    expect(await explain('status.plan')).not.toContain('Releases');
    expect((await commandLine(['explain'])).stdout).toMatch(/^spec <object>[^]*^ {2}version <string>/m);
  });

  it('prints the same as JSON and YAML', async () => {
    const json: unknown = JSON.parse(await explain('mesh.outboundTrafficPolicy', '-o', 'json'));
    expect(load(await explain('mesh.outboundTrafficPolicy', '-o', 'yaml'))).toEqual(json);
    expect(json).toMatchObject({
      field: 'spec.mesh.outboundTrafficPolicy',
      values: ['ALLOW_ANY', 'REGISTRY_ONLY'],
      facts: { lines: ['1.1', '1.2', '1.3', '1.4'] },
    });
  });

  it('finds every path of the spec', () => {
    const paths = pathsOf();
    expect(paths.length).toBeGreaterThan(300);
    expect(['spec.gateways[].ports[].port', 'spec.mesh.mtls'].filter((path) => !paths.includes(path))).toEqual([]);
    const sample = paths.filter((_, i) => i % 40 === 0);
    expect(sample.map((path) => schemaAt(path)?.field)).toEqual(sample);
  });

  it.each([
    ['sampling', 'error: sampling: not an option; did you mean spec.mesh.tracing.sampling?\n'],
    ['pliot', 'error: pliot: not an option; did you mean spec.components.pilot?\n'],
    ['mesh.mtls.enabledd', 'error: mesh.mtls.enabledd: not an option\n       spec.mesh.mtls has enabled, auto\n'],
    ['a.b', 'error: a.b: not an option; `meshwright explain` lists where to begin\n'],
  ])('refuses %s, and says what is near', async (option, message) => {
    const { code, stdout, stderr } = await commandLine(['explain', option]);
    expect([code, stdout, stderr]).toEqual([2, '', message]);
  });
});

describe('meshwright versions', () => {
  it('prints a line per minor, newest first, with its profiles', async () => {
    const { code, stdout } = await commandLine(['versions']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ISTIO +PROFILES +KUBERNETES +BRIDGED\n1\.4\.0 to 1\.4\.10 +default demo minimal sds-auth/);
    expect(stdout).toMatch(/^1\.0\.0 to 1\.0\.9 +default demo demo-auth remote +1\.21\+ +mixer, 1\.21\+$/m);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('names every release in JSON', async () => {
    const { stdout } = await commandLine(['versions', '-o', 'json']);
    const { lines } = JSON.parse(stdout) as { lines: { releases: string[] }[] };
    expect(lines.flatMap(({ releases }) => releases).sort()).toEqual([...RELEASES].sort());
  });
});
