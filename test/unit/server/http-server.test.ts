import { afterEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { loadAll } from 'js-yaml';
import { ActivePasses } from '../../../src/runtime/active-passes.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { operatorConfig } from '../../../src/config.ts';
import type { Listening } from '../../../src/listen.ts';
import { startHttpServer, type Shown } from '../../../src/server/http-server.ts';
import { Health } from '../../../src/server/health.ts';
import { Metrics } from '../../../src/server/metrics.ts';
import { Readiness } from '../../../src/server/readiness.ts';

const servers: Listening[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const LOCAL = { host: '127.0.0.1', port: 0, text: '127.0.0.1:0' };

/** A server at any free port; `get` asks it. */
async function serving(shown: Partial<Shown> = {}) {
  const readiness = new Readiness();
  const server = await startHttpServer(LOCAL, {
    metrics: new Metrics('1', new FakeClock()),
    readiness,
    health: new Health(),
    ...shown,
  });
  servers.push(server);
  const { port } = server.address;
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { code: response.status, text: await response.text(), type: response.headers.get('content-type') };
  };
  return { readiness, port, get };
}

describe('the HTTP server', () => {
  it('is healthy as soon as it answers, and ready once the operator is', async () => {
    const { readiness, get } = await serving();
    expect(await get('/healthz')).toMatchObject({ code: 200, text: 'ok\n' });
    expect(await get('/readyz')).toMatchObject({ code: 503, text: 'the apiserver has not answered yet\n' });
    readiness.reads();
    expect(await get('/readyz')).toMatchObject({ code: 503, text: 'caches are not synced yet\n' });
    readiness.works();
    expect(await get('/readyz')).toMatchObject({ code: 200, text: 'ok\n' });
  });

  it('is unhealthy, naming the mesh, once a worker has not come back from a pass for half an hour', async () => {
    const clock = new FakeClock();
    const active = new ActivePasses<string>(clock);
    const health = new Health();
    health.look({ longestPass: () => active.longest() });
    const { get } = await serving({ health });
    active.begin('stuck');
    await clock.advance(30 * 60_000 - 1);
    active.begin('quick');
    expect(await get('/healthz')).toMatchObject({ code: 200 });
    await clock.advance(1);
    const text = 'the pass over the mesh "stuck" has not ended for 30 minutes\n';
    expect(await get('/healthz')).toMatchObject({ code: 503, text });
    active.end('stuck');
    expect(await get('/healthz')).toMatchObject({ code: 200 });
  });

  it('is ready on a replica that stands by', async () => {
    const { readiness, get } = await serving();
    readiness.standsBy();
    expect(await get('/readyz')).toMatchObject({ code: 200 });
  });

  it('shows metrics in the format that Prometheus asks for', async () => {
    const { get } = await serving();
    const { code, text, type } = await get('/metrics?name=any');
    expect([code, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('# TYPE meshwright_passes_total counter\n');
  });

  it('answers HEAD without a body, refuses what changes something, and names its paths', async () => {
    const { get } = await serving();
    expect(await get('/healthz', { method: 'HEAD' })).toMatchObject({ code: 200, text: '' });
    expect(await get('/healthz', { method: 'POST' })).toMatchObject({ code: 405 });
    expect(await get('/')).toMatchObject({ code: 404, text: 'there is /healthz, /readyz, /metrics\n' });
  });

  it('survives metrics that cannot be collected', async () => {
    const metrics = { contentType: 'text/plain', text: () => Promise.reject(new Error('broken')) };
    const { get } = await serving({ metrics });
    expect(await get('/metrics')).toMatchObject({ code: 500, text: 'broken\n' });
    expect(await get('/healthz')).toMatchObject({ code: 200 });
  });

  it('closes although somebody stays connected', async () => {
    const { port } = await serving();
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await servers.pop()?.close();
    await closed;
  });

  it('says of a port in use which flag names it, and what to do', async () => {
    const { port } = await serving();
    const { metricsAddress } = operatorConfig({ metricsAddress: `127.0.0.1:${port}` }, {});
    const shown = { metrics: new Metrics('1', new FakeClock()), readiness: new Readiness(), health: new Health() };
    const starting = startHttpServer(metricsAddress!, shown);
    await expect(starting).rejects.toThrow(
      `--metrics-address: "127.0.0.1:${port}": another program listens there; ` +
        'name another host:port, or 0 to run without metrics and health checks',
    );
  });
});

/** Values of --metrics-address, and where that is. */
const ADDRESSES = [
  [':8080', { port: 8080, text: ':8080' }],
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0, text: '127.0.0.1:0' }],
  ['[::1]:9402', { host: '::1', port: 9402, text: '[::1]:9402' }],
  ['0', undefined],
  [undefined, undefined],
] as const;

describe('--metrics-address', () => {
  it.each(ADDRESSES)('%s is understood', (text, address) => {
    expect(operatorConfig({ metricsAddress: text }, {}).metricsAddress).toEqual(address);
  });

  it.each(['8080', 'localhost', ':99999', '::1:80', ''])('"%s" is refused with what to write instead', (text) => {
    expect(() => operatorConfig({ metricsAddress: text }, {})).toThrow(
      `--metrics-address: "${text}": write host:port, for example 127.0.0.1:8080, or :8080 for every address, or 0 for none`,
    );
  });
});

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Delivered {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
          readonly livenessProbe: Probe;
          readonly readinessProbe: Probe;
        }[];
      };
    };
  };
}

describe('deploy/operator.yaml', () => {
  const documents = loadAll(readFileSync('deploy/operator.yaml', 'utf8')) as Delivered[];
  const { metadata, spec } = documents.find(({ kind }) => kind === 'Deployment')!.spec.template;
  const { args, ports, livenessProbe, readinessProbe } = spec.containers[0]!;
  const flag = args.find((arg) => arg.startsWith('--metrics-address='))!;
  const address = operatorConfig({ metricsAddress: flag.slice(flag.indexOf('=') + 1) }, {}).metricsAddress;
  const portOf = (name: string) => ports.find((port) => port.name === name)?.containerPort;

  it('probes and scrapes the port at which the operator listens, on every address of the pod', () => {
    expect(address).toBeDefined();
    expect(address?.host).toBeUndefined();
    expect(portOf(livenessProbe.httpGet.port)).toBe(address?.port);
    expect(portOf(readinessProbe.httpGet.port)).toBe(address?.port);
    expect(metadata.annotations).toMatchObject({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': String(address?.port),
    });
  });

  it('has probes and a path of metrics that the operator answers', async () => {
    const { readiness, get } = await serving();
    readiness.works();
    const paths = [livenessProbe.httpGet.path, readinessProbe.httpGet.path];
    for (const path of paths) expect(await get(path)).toMatchObject({ code: 200, text: 'ok\n' });
    const scraped = await get(metadata.annotations['prometheus.io/path'] ?? '');
    expect(scraped.text).toContain('meshwright_build_info');
  });
});
