import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { bootstrapIn } from '../../../src/proxy/bootstrap.ts';
import { commandLine } from '../../support/command-line.ts';
import { envoyDump, SECRET } from '../../support/envoy-dump.ts';

const DUMP = JSON.stringify(envoyDump('1.4'));
const LATER = DUMP.replaceAll('envoy.admin.v2alpha.', 'envoy.admin.v3.');
const BOOTSTRAP = JSON.stringify(bootstrapIn(envoyDump('1.4')));
const POD = JSON.stringify({
  kind: 'Pod',
  spec: {
    initContainers: [
      {
        name: 'istio-init',
        image: 'istio/proxyv2:1.4.10',
        command: ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-i', '*', '-b', '*', '-d', '15020'],
      },
    ],
    containers: [{ name: 'istio-proxy', args: ['--statusPort', '15020'] }],
  },
});

const proxy = (command: string, stdin: string, ...args: string[]) =>
  commandLine(['proxy', command, '-f', '-', ...args], stdin);
const table = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {3,}/));

describe('meshwright proxy', () => {
  it('ports says who listens where, of a dump or of a pod', async () => {
    const { stdout, code } = await proxy('ports', DUMP);
    expect(code).toBe(0);
    expect(table(stdout).map(([port, address, who]) => [port, address, who])).toEqual([
      ['PORT', 'ADDRESS', 'WHO'],
      ['15000', '127.0.0.1', 'envoy'],
      ['15001', '0.0.0.0', 'envoy'],
      ['15006', '0.0.0.0', 'envoy'],
      ['15090', '0.0.0.0', 'envoy'],
    ]);
    expect((await proxy('ports', POD)).stdout).toContain("15020   0.0.0.0   agent   the agent's status");
  });

  it('bootstrap lists sections, and prints one on request', async () => {
    expect((await proxy('bootstrap', DUMP)).stdout).toContain('admin               127.0.0.1:15000');
    const { stdout } = await proxy('bootstrap', DUMP, '--section', 'tracing', '-o', 'yaml');
    expect(load(stdout)).toEqual({
      tracing: { http: { name: 'envoy.zipkin', config: { collector_cluster: 'zipkin' } } },
    });
    const { code, stderr } = await proxy('bootstrap', DUMP, '--section', 'nothing');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--section: "nothing": the bootstrap has node, /)]);
  });

  it('config lists resources with versions and dates, filtered by kind, port and host', async () => {
    const { stdout } = await proxy('config', DUMP, '--kind', 'clusters', '--port', '9007', '--host', 'service-7.');
    expect(table(stdout)).toEqual([
      ['KIND', 'NAME', 'ORIGIN', 'STATE', 'PORTS', 'VERSION', 'UPDATED'],
      [
        'clusters',
        'outbound|9007||service-7.default.svc.cluster.local',
        'dynamic',
        'active',
        '9007',
        '2019-11-20T10:00:00Z/42',
        '2019-11-20T10:00:01.123Z',
      ],
    ]);
    expect(table((await proxy('config', DUMP)).stdout).length).toBeGreaterThan(110);
  });

  it.each(['json', 'yaml', 'table'])('config prints no private key as %s', async (format) => {
    const { stdout, code } = await proxy('config', DUMP, '--kind', 'secrets', '-o', format);
    expect(code).toBe(0);
    expect(stdout).toContain('default');
    expect(stdout).not.toContain(SECRET);
  });

  it('endpoints lists addresses, filtered by port and by the name of the cluster', async () => {
    const address = (port: number) => ({ socket_address: { address: '10.0.0.7', port_value: port } });
    const cluster = (name: string, port: number) => ({ name, host_statuses: [{ address: address(port) }] });
    const answer = JSON.stringify({
      cluster_statuses: [cluster('outbound|80||a.shop', 8080), cluster('outbound|80||b.shop', 9080)],
    });
    const rows = async (...args: string[]) => table((await proxy('endpoints', answer, ...args)).stdout).slice(1);
    expect(await rows('--port', '9080')).toEqual([['10.0.0.7:9080', 'unknown', '-', 'outbound|80||b.shop']]);
    expect(await rows('--host', 'a.shop')).toEqual([['10.0.0.7:8080', 'unknown', '-', 'outbound|80||a.shop']]);
  });

  it('iptables prints the rules of the release that the image tells', async () => {
    const { stdout } = await proxy('iptables', POD);
    expect(stdout).toMatch(/nat +ISTIO_IN_REDIRECT +-p tcp -j REDIRECT --to-port 15006 +to Envoy, port 15006/);
    const { code, stderr } = await proxy('iptables', POD, '--istio-version', '1.0.9');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/knows no argument "-z"/)]);
  });

  it('makes control characters of a dump visible', async () => {
    const listeners = { '@type': 'x.ListenersConfigDump', static_listeners: [{ listener: { name: '\u001b[2Jgone' } }] };
    const { stdout } = await proxy('config', JSON.stringify({ configs: [listeners] }));
    expect(stdout).toContain(String.raw`\u001b[2Jgone`);
  });

  it.each([
    [
      'config',
      'no JSON',
      [],
      /: standard input is not what Envoy answers to .*: expected JSON, and it begins with "no JSON"$/,
    ],
    ['config', '<html>\n503', [], /: expected JSON, and it begins with "<html>\\n503"$/],
    ['config', '', [], /: it is empty$/],
    ['config', DUMP.slice(0, -100), [], /: it is cut off or damaged, /],
    ['bootstrap', DUMP.slice(0, 1000), [], /: it is cut off or damaged, /],
    ['config', '{}', [], /not a configuration dump of Envoy/],
    [
      'config',
      LATER,
      [],
      /: not of a classic proxy: .* v3 API, which Istio 1\.5 and later use; read it with the istioctl /,
    ],
    ['ports', LATER, [], /: not of a classic proxy: /],
    ['bootstrap', LATER, [], /: not of a classic proxy: /],
    [
      'config',
      '[{"name": "xds-grpc"}]',
      [],
      /: it is what `istioctl proxy-config -o json` prints; give what the proxy /,
    ],
    ['ports', '{"bootstrap": {}}', [], /: it is what `istioctl proxy-config -o json` prints; give /],
    ['config', BOOTSTRAP, [], /: it is a bootstrap; `meshwright proxy bootstrap` reads it$/],
    ['ports', BOOTSTRAP, [], /: it is a bootstrap; `meshwright proxy bootstrap` reads it$/],
    ['config', POD, [], /: it is a Pod; `meshwright proxy ports` and `meshwright proxy iptables` read it$/],
    ['iptables', DUMP, [], /: expected a Pod, found what Envoy says of itself; `meshwright proxy ports`, /],
    ['iptables', BOOTSTRAP, [], /: expected a Pod, found what Envoy says of itself; /],
    ['config', DUMP, ['--port', 'http'], /--port: "http": not a port/],
    ['config', DUMP, ['--kind', 'pods'], /--kind: "pods": not possible; choose clusters, /],
    ['ports', '<html>503', [], /not a configuration dump of Envoy/],
    ['ports', '', [], /standard input is empty$/],
    ['ports', DUMP.slice(0, -100), [], /: it is cut off or damaged, /],
    ['iptables', 'kind: Pod', [], /no init container istio-init/],
    ['iptables', 'kind: Service', [], /: standard input: expected a Pod, found Service$/],
    ['iptables', 'kind: Pod\n---\nkind: Pod', [], /: standard input holds more than one document$/],
    ['iptables', '<html>503', [], /: expected a Pod, found no object of Kubernetes$/],
    ['bootstrap', '[]', [], /not a configuration dump/],
  ])('%s refuses what it cannot read: %s', async (command, stdin, args, problem) => {
    const { code, stdout, stderr } = await proxy(command, stdin, ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr.trimEnd()).toMatch(problem);
  });

  it('asks for a pod or a file', async () => {
    const { code, stderr } = await commandLine(['proxy', 'config']);
    expect([code, stderr]).toEqual([2, 'error: say which proxy: the name of a Pod, deploy/NAME, or --file\n']);
  });
});
