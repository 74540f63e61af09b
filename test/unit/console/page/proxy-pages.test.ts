import { describe, expect, it } from '@jest/globals';
import type { ProxyEntry } from '../../../../src/console/contract.ts';
import { proxyReport, type ProxySources } from '../../../../src/console/facts/proxy-report.ts';
import { proxiesPage } from '../../../../src/console/page/proxy/proxies-page.ts';
import { proxyPage } from '../../../../src/console/page/proxy/proxy-page.ts';
import { envoyDump, SECRET } from '../../../support/envoy-dump.ts';
import { injectedPod } from '../../../support/injected-pod.ts';

const EVIL = `<img src=x onerror=alert(1)>"'&`;

const entry = (more: Partial<ProxyEntry> = {}): ProxyEntry => ({
  namespace: 'shop',
  pod: 'reviews-1',
  role: 'sidecar',
  image: 'docker.io/istio/proxyv2:1.4.10',
  version: '1.4.10',
  workload: 'Deployment reviews',
  controlPlane: 'istio-system',
  ...more,
});

/** The page of a proxy of which all is known, but what a test says. */
function pageOf(sources: Partial<ProxySources> = {}, of = entry()): string {
  const all = { pod: { told: injectedPod('shop') }, dump: { told: JSON.stringify(envoyDump('1.4')) }, filter: {} };
  return proxyPage('mesh', proxyReport(of, { ...all, ...sources })).toString();
}

/** A page in words, as one reads it. */
const words = (page: string): string =>
  page
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#39;', "'");

/** What of a page is about what Envoy is configured with. */
const resourcesIn = (page: string): string[] =>
  [...(page.split('id="configuration"')[1] ?? '').matchAll(/<summary>\s*<span class="code">(.*?)<\/span>/g)].map(
    ([, name = '']) => name,
  );

describe('the page of a proxy', () => {
  it('escapes everything that pod and proxy say, wherever it stands', () => {
    const pod = injectedPod('shop', { annotations: { 'sidecar.istio.io/inject': EVIL } });
    const { initContainers, containers } = pod['spec'] as Record<string, { command?: string[] }[]>;
    const spec = {
      initContainers: [{ ...initContainers![0], command: ['istio-iptables', '-i', EVIL, '-u', EVIL, '-b', EVIL] }],
      containers: [...containers!, { name: EVIL, ports: [{ containerPort: 1, name: EVIL }] }],
    };
    const dump = JSON.stringify({
      configs: {
        bootstrap: { '@type': 'BootstrapConfigDump', bootstrap: { [EVIL]: EVIL, node: { id: EVIL, cluster: EVIL } } },
        clusters: {
          '@type': 'ClustersConfigDump',
          dynamic_active_clusters: [{ version_info: EVIL, last_updated: EVIL, cluster: { name: EVIL, [EVIL]: EVIL } }],
        },
      },
    });
    const evil = entry({ namespace: EVIL, pod: EVIL, image: EVIL, version: EVIL, workload: EVIL, controlPlane: EVIL });
    const page = pageOf({ pod: { told: { ...pod, spec } }, dump: { told: dump }, filter: { host: EVIL } }, evil);
    const refused = pageOf({ pod: { untold: EVIL }, dump: { untold: EVIL } }, evil);
    for (const each of [page, refused, proxiesPage('mesh', [evil], EVIL).toString()]) {
      expect(each).not.toContain('<img');
      expect(each).toContain('&lt;img src=x onerror=alert(1)&gt;');
    }
  });

  it.each(['1.0', '1.1', '1.4'] as const)(
    'shows bootstrap, clusters, listeners and routes of an Envoy of %s',
    (shape) => {
      const page = pageOf({ dump: { told: JSON.stringify(envoyDump(shape)) } });
      for (const section of ['node', 'stats_config', 'admin', 'dynamic_resources', 'static_resources', 'tracing'])
        expect(page).toContain(`<span class="code">${section}</span>`);
      expect(page).toMatch(/105 clusters, \d listeners, 3 routes/);
      expect(words(page)).toContain(
        'outbound|9000||service-0.default.svc.cluster.local cluster · dynamic · active · port 9000',
      );
    },
  );

  it('shows who listens where, of the pod and of Envoy together', () => {
    const text = words(pageOf());
    for (const row of [
      '9080 0.0.0.0 reviews http',
      "15000 127.0.0.1 envoy Envoy's admin interface",
      '15006 0.0.0.0 envoy inbound traffic that is redirected',
      "15020 0.0.0.0 agent the agent's status: readiness of the proxy",
    ])
      expect(text).toContain(row);
  });

  it('draws the way of traffic in words, too, in the order in which it goes', () => {
    const text = words(pageOf());
    const way = [
      'Who calls the pod',
      'Redirected on the way in every port to 15006',
      'Past Envoy: port 22, port 15020',
      'Envoy in 15006 out 15001',
      'Applications reviews 9080',
      'Redirected on the way out every address to 15001',
      'Past Envoy: nothing',
      'user 1337 left alone: Envoy itself',
      'What the pod calls',
    ].map((words) => text.indexOf(words));
    expect(way).not.toContain(-1);
    expect(way).toEqual(way.toSorted((a, b) => a - b));
    expect(text).toContain('ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-port 15006');
    expect(text).toContain("told -p 15001 -z 15006 -u 1337 -i '*' -b '*' -d 15020");
  });

  it('never has a private key, a password or a token in it', () => {
    const page = pageOf({ filter: { kind: 'secrets' } });
    expect(resourcesIn(page)).toEqual(['default']);
    expect(page).toContain('[redacted]');
    expect(page).not.toContain(SECRET);
  });

  it('shows what is asked for by kind, port and host, and says so in the form', () => {
    const page = pageOf({ filter: { kind: 'routes', port: 9001, host: 'service-1' } });
    expect(resourcesIn(page)).toEqual(['9001']);
    expect(page).toContain('<option value="routes" selected>routes (3)</option>');
    expect(page).toMatch(/name="port"[^>]*value="9001"/);
    expect(page).toMatch(/name="host"[^>]*value="service-1"/);
    expect(words(page)).toContain('1 resource ');
  });

  it('shows a hundred of thousands, says how many there are, and cuts off what is too long to read', () => {
    const dump = JSON.stringify(envoyDump('1.4', 2000)).replace('"EDS"', JSON.stringify('x'.repeat(100_000)));
    const page = pageOf({ dump: { told: dump }, filter: { kind: 'clusters' } });
    expect(resourcesIn(page)).toHaveLength(100);
    expect(words(page)).toContain('2005 resources; the first 100 are shown');
    expect(page).toContain('… and so on');
    expect(page.length).toBeLessThan(200_000);
  });

  it.each([
    ['no JSON', '{"configs": ['],
    ['more than 300000 values', JSON.stringify(Array.from({ length: 300_000 }, () => ({})))],
    ['Istio 1.5 and later', '{"configs":[{"@type":"envoy.admin.v3.ClustersConfigDump"}]}'],
    ['not a configuration dump of Envoy', 'null'],
  ])('says why it shows nothing of an answer (%s), and what the pod says all the same', (why, told) => {
    const text = words(pageOf({ dump: { told } }));
    expect(text).toMatch(/Of what Envoy says nothing is shown: .*/);
    expect(text).toContain(why);
    expect(text).toContain('Redirected on the way in every port to 15006');
    expect(text).toContain('meshwright proxy config reviews-1 -n shop');
  });

  it('is not brought down by an answer that is nested deeper than anything', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const told = `{"configs":{"c":{"@type":"BootstrapConfigDump","bootstrap":{"node":{"id":${deep}}}}}}`;
    expect(pageOf({ dump: { told } })).toContain('[redacted]');
  });

  it('is no longer than a page, whatever pod and proxy have written', () => {
    const long = 'x'.repeat(1_000_000);
    const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 20_000 }, (_, i) => make(i));
    const listener = (i: number) => ({
      listener: { name: long.slice(0, 10), address: { socket_address: { port_value: i } } },
    });
    const endpoint = (i: number) => ({ socket_address: { address: 'a', port_value: i } });
    const sections = Object.fromEntries(many((i) => [`section-${i}`, 1]));
    const told = JSON.stringify({
      configs: {
        bootstrap: { '@type': 'BootstrapConfigDump', bootstrap: { node: { id: long }, ...sections } },
        listeners: { '@type': 'ListenersConfigDump', dynamic_active_listeners: many(listener) },
        clusters: {
          '@type': 'ClustersConfigDump',
          dynamic_active_clusters: [
            { version_info: long, last_updated: long, cluster: { name: long, hosts: many(endpoint) } },
          ],
        },
      },
    });
    expect(pageOf({ dump: { told } }).length).toBeLessThan(300_000);
    const pod = { told: injectedPod('shop', { told: ['-o', many(String).join(',')] }) };
    expect(words(pageOf({ pod }))).toContain('an argument of istio-init is too long for a page');
    expect(pageOf({ pod, dump: { untold: long } }).length).toBeLessThan(50_000);
  });

  it('says what is known where neither pod nor Envoy may be read', () => {
    const text = words(pageOf({ pod: { untold: 'the pod is gone' }, dump: { untold: 'you may not' } }));
    for (const fact of ['1.4.10', 'sidecar', 'Deployment reviews', 'istio-system', 'the pod is gone', 'you may not'])
      expect(text).toContain(fact);
    expect(text).toContain('It is not known: the pod is gone');
    expect(text).not.toContain('Who listens where');
  });

  it('says of a pod without istio-init that nothing tells how its traffic is redirected', () => {
    const { initContainers: _, ...spec } = injectedPod()['spec'] as Record<string, unknown>;
    const text = words(pageOf({ pod: { told: { ...injectedPod(), spec } } }));
    expect(text).toContain('no init container istio-init');
  });
});

describe('the proxies of a mesh', () => {
  const proxies = [
    entry(),
    entry({ pod: 'ratings-1', version: '1.3.8' }),
    entry({ namespace: 'istio-system', pod: 'istio-ingressgateway-1', role: 'router', workload: 'Deployment gateway' }),
  ];

  it('are listed by namespace, gateways among them, and found by any words', () => {
    const all = proxiesPage('mesh', proxies, '').toString();
    expect(all).toContain('href="/meshes/mesh/proxies/shop/ratings-1"');
    expect(words(all)).toMatch(/3 proxies.*shop 2.*istio-system 1 istio-ingressgateway-1 1\.4\.10, gateway/);
    const found = words(proxiesPage('mesh', proxies, 'shop/ 1.3.8').toString());
    expect(found).toContain('1 proxy');
    expect(found).not.toContain('reviews-1');
  });

  it('are no more than five hundred on one page, which says how many there are', () => {
    const many = Array.from({ length: 2000 }, (_, i) => entry({ pod: `reviews-${i}` }));
    const page = proxiesPage('mesh', many, '').toString();
    expect(page.match(/<li>/g)).toHaveLength(500);
    expect(words(page)).toContain('2000 proxies; the first 500 are shown');
  });
});
