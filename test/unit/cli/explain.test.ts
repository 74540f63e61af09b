import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { RELEASES } from '../../../charts/index.ts';
import { pathsOf, schemaAt } from '../../../src/cli/input/option-path.ts';
import { commandLine } from '../../support/command-line.ts';

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
