import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { convertPolicies } from '../../../../src/migration/convert/convert.ts';

const WEB =
  '---\n{apiVersion: v1, kind: Service, metadata: {name: web, namespace: a}, spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: tcp, port: 81}]}}\n';
const policy = (peers: string, targets = ''): string =>
  `---\n{apiVersion: authentication.istio.io/v1alpha1, kind: Policy, metadata: {name: ${targets === '' ? 'default' : 'web'}, namespace: a}, spec: {peers: ${peers}${targets}}}\n`;
const SERVERS = {
  STRICT: policy('[{mtls: {}}]'),
  PERMISSIVE: policy('[{mtls: {mode: PERMISSIVE}}]'),
  DISABLE: policy('[]'),
};
const rule = (spec: string, namespace = 'a', labels = ''): string =>
  `---\n{apiVersion: networking.istio.io/v1alpha3, kind: DestinationRule, metadata: {name: d, namespace: ${namespace}${labels}}, spec: ${spec}}\n`;
const calling = (mode: string, host = 'web'): string =>
  rule(`{host: '${host}', trafficPolicy: {tls: {mode: ${mode}}}}`);

const told = (yaml: string): string[] =>
  convertPolicies(loadAll(yaml) as Manifest[], { rootNamespace: 'istiod' })
    .remarks.filter(({ object }) => object.startsWith('DestinationRule'))
    .map(({ code, message }) => `${code} ${message}`);

describe('what a DestinationRule says of TLS', () => {
  it.each([
    ['ISTIO_MUTUAL', 'STRICT', /^tls-needless /],
    ['ISTIO_MUTUAL', 'PERMISSIVE', /^tls-needless /],
    ['ISTIO_MUTUAL', 'DISABLE', /^tls-conflict .* with mutual TLS a server that takes plain text only/],
    ['DISABLE', 'STRICT', /^tls-conflict .* in plain text a server that requires mutual TLS/],
    ['DISABLE', 'PERMISSIVE', /^tls-plain /],
    ['DISABLE', 'DISABLE', /^tls-needless /],
    ['SIMPLE', 'STRICT', /^tls-conflict .* without a certificate/],
    ['MUTUAL', 'STRICT', /^tls-own .*\/etc\/certs/],
    ['3', 'DISABLE', /^tls-conflict /],
  ] as const)('is told beside what the server takes: %s and %s', (client, server, message) => {
    expect(told(WEB + SERVERS[server] + calling(client))).toEqual([expect.stringMatching(message)]);
    expect(told(WEB + SERVERS[server] + calling(client))[0]).toMatch(/^\S+ for Service web\.a: /);
  });

  it.each(['web', 'web.a', 'web.a.svc.cluster.local', '*.a.svc.cluster.local', '*.local', '*'])(
    'is for every Service of its host: %s',
    (host) => {
      expect(told(WEB + SERVERS.STRICT + calling('DISABLE', host))).toHaveLength(1);
    },
  );

  it.each(['web.b', 'example.com', 'other', '*.b.svc.cluster.local'])('is not for others: %s', (host) => {
    expect(told(WEB + SERVERS.STRICT + calling('DISABLE', host))).toEqual([]);
  });

  it('is told for each port that is taken otherwise, and for subsets', () => {
    const ports = ', targets: [{name: web, ports: [{number: 81}]}]';
    const some = rule('{host: web, subsets: [{name: v1, trafficPolicy: {tls: {mode: DISABLE}}}]}');
    expect(told(WEB + SERVERS.PERMISSIVE + policy('[{mtls: {}}]', ports) + some)).toEqual([
      expect.stringMatching(/^tls-conflict /),
      expect.stringMatching(/^tls-plain /),
    ]);
    const level = rule(
      '{host: web, trafficPolicy: {tls: {mode: DISABLE}, portLevelSettings: [{port: {number: 81}, tls: {mode: ISTIO_MUTUAL}}]}}',
    );
    expect(told(WEB + SERVERS.STRICT + level).map((line) => line.split(' ')[0])).toEqual([
      'tls-conflict',
      'tls-needless',
    ]);
  });

  it('counts for nobody in the namespace of the old control plane, and is not told of what that brought itself', () => {
    const wide = "{host: '*.local', trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}";
    expect(told(WEB + SERVERS.STRICT + rule(wide, 'istio-system'))).toEqual([
      expect.stringMatching(/^without-effect .* root namespace of a mesh, and that is istiod/),
    ]);
    expect(told(WEB + SERVERS.STRICT + rule(wide, 'istio-system', ', labels: {meshwright.dev/mesh: mesh}'))).toEqual(
      [],
    );
  });

  it('is nothing where there is none, or nothing that can be read', () => {
    for (const spec of ['{host: web}', 'null', '[]', '{host: 1, trafficPolicy: {tls: {mode: odd}}, subsets: [1]}'])
      expect(told(WEB + SERVERS.STRICT + rule(spec))).toEqual([]);
  });
});
