import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import { convertPolicies } from '../../../../../src/migration/convert/convert.ts';

const service = (name: string, selector: string, ports = '{name: http, port: 80}'): string =>
  `---\n{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: a}, spec: {selector: ${selector}, ports: [${ports}]}}\n`;
const MIXER = `---
{apiVersion: config.istio.io/v1alpha2, kind: handler, metadata: {name: no, namespace: a}, spec: {compiledAdapter: denier, params: {status: {code: 7}}}}
---
{apiVersion: config.istio.io/v1alpha2, kind: instance, metadata: {name: all, namespace: a}, spec: {compiledTemplate: checknothing}}
`;
const rule = (match: string, namespace = 'a', actions = '[{handler: no.a, instances: [all.a]}]'): string =>
  `---\n{apiVersion: config.istio.io/v1alpha2, kind: rule, metadata: {name: r, namespace: ${namespace}}, spec: {match: '${match}', actions: ${actions}}}\n`;
const MESH_POLICY =
  '---\n{apiVersion: authentication.istio.io/v1alpha1, kind: MeshPolicy, metadata: {name: default}, spec: {peers: [{mtls: {}}]}}\n';

const convert = (yaml: string) => convertPolicies(loadAll(yaml) as Manifest[], { rootNamespace: 'istiod' });
const denials = (yaml: string) =>
  convert(yaml)
    .objects.filter(({ kind }) => kind === 'AuthorizationPolicy')
    .map(({ metadata, spec }) => [`${metadata.namespace ?? ''}/${metadata.name}`, spec]);
const told = (yaml: string) =>
  convert(yaml).remarks.map(({ code, object, message }) => `${code} ${object}: ${message}`);

const WEB = service('web', '{app: web}') + MIXER;

describe('a rule with a denier', () => {
  it('becomes one policy with the name of the rule, for the pods that it is about', () => {
    const match = 'destination.labels["app"] == "web" && (request.method == "PUT" || request.headers["x-a"] == "b")';
    const rules = [
      { to: [{ operation: { methods: ['PUT'] } }] },
      { when: [{ key: 'request.headers[x-a]', values: ['b'] }] },
    ];
    expect(denials(WEB + rule(match))).toEqual([
      ['a/r', { selector: { matchLabels: { app: 'web' } }, action: 'DENY', rules }],
    ]);
  });

  it('is limited to ports of HTTP, where a policy by HTTP would deny connections everything', () => {
    const both = service('web', '{app: web}', '{name: http, port: 80, targetPort: 8080}, {name: mysql, port: 3306}');
    const rules = [{ to: [{ operation: { ports: ['8080'], methods: ['PUT'] } }] }];
    expect(denials(both + MIXER + rule('request.method == "PUT"'))).toEqual([
      ['a/r', { selector: { matchLabels: { app: 'web' } }, action: 'DENY', rules }],
    ]);
  });

  it('is limited to ports also where another Service selects some of the pods for connections', () => {
    const other = service('db', '{app: web, role: db}', '{name: tcp, port: 3306}');
    const match = 'destination.labels["app"] == "web" && request.method == "PUT"';
    const rules = [{ to: [{ operation: { ports: ['80'], methods: ['PUT'] } }] }];
    expect(denials(WEB + other + rule(match))).toEqual([['a/r', expect.objectContaining({ rules })]]);
  });

  it('of the control plane is for the whole mesh', () => {
    expect(denials(WEB + rule('request.method == "PUT"', 'istio-system'))).toEqual([
      ['istiod/r', { action: 'DENY', rules: [{ to: [{ operation: { methods: ['PUT'] } }] }] }],
    ]);
  });

  it.each([
    ['its label says so', 'labels: {istio-protocol: tcp}', 'true'],
    ['its match says so', '', 'connection.mtls == false && context.protocol == "tcp"'],
  ])('is for connections where %s', (_what, labels, match) => {
    const both = service('web', '{app: web}', '{name: http, port: 80}, {name: tcp, port: 81}');
    const named = rule(match).replace('namespace: a}', `namespace: a, ${labels}}`);
    const [[name, spec] = []] = denials(both + MIXER + named);
    expect([name, spec]).toEqual([
      'a/r',
      expect.objectContaining({ rules: [expect.objectContaining({ to: [{ operation: { ports: ['81'] } }] })] }),
    ]);
  });

  it.each([
    ['request.size > 100', /AuthorizationPolicies have no `>`/],
    ['request.size == 100', /request\.size: policies do not see how long a request is/],
    ['request.query_params["a"] == "b"', /request\.query_params\["a"\]: policies compare paths without their query/],
    ['source.uid == "kubernetes://a.b"', /say the ServiceAccount of the caller/],
    ['source.namespace == destination.namespace', /compares two attributes/],
    ['destination.labels["app"] != "web"', /no selector has `!=`/],
    ['destination.workload.name == "web-v1"', /the workload that it names was not read/],
    ['request.url_path == "/a/{b}"', /would be read as a template/],
    ['request.headers["x"] == "a*"', /"a\*" would be read as a pattern/],
    ['(request.headers["x"] | "") == ""', /may be empty/],
    ['context.reporter.kind == "outbound"', /it is for what leaves a proxy/],
    ['source.labels["app"] == "page"', /no pod that was read has it/],
    ['source.namespace == "b"', /require mutual TLS of all of them/],
    ['request.method ==', /its match "request\.method ==" cannot be read/],
    [
      ['a', 'b', 'c', 'd', 'e', 'f']
        .map((key) => `(request.headers["${key}1"] == "1" || request.headers["${key}2"] == "2")`)
        .join(' && '),
      /more than 32 rules/,
    ],
  ])('is left out, and told with the reason, where a policy cannot say it: %s', (match, message) => {
    expect(denials(WEB + rule(match))).toEqual([]);
    expect(told(WEB + rule(match))).toContainEqual(
      expect.stringMatching(new RegExp(`^not-converted rule a/r: the denier no: .*${message.source}`)),
    );
  });

  it('of the control plane is left out for the namespaces of control planes', () => {
    const match = 'destination.namespace == "istio-system"';
    expect(told(WEB + rule(match, 'istio-system'))).toContainEqual(
      expect.stringMatching(/^not-converted rule istio-system\/r: the denier no: it is for istio-system/),
    );
  });

  it('is left out where an instance was not read', () => {
    const other = rule('true', 'a', '[{handler: no, instances: [gone]}]');
    expect(told(WEB + other)).toContain('not-converted rule a/r: the denier no: the instances gone were not read');
  });

  it('refuses nothing with the status of success', () => {
    const ok = service('web', '{app: web}') + MIXER.replace('code: 7', 'code: 0') + rule('true');
    expect(denials(ok)).toEqual([]);
    expect(told(ok)).toContainEqual(expect.stringMatching(/^without-effect rule a\/r/));
  });

  it('is told to answer with 403 where it answered otherwise', () => {
    expect(told(WEB.replace('code: 7', 'code: 16') + rule('true'))).toContain(
      'refused-with-403 rule a/r: the denier no answered otherwise; a policy refuses with 403',
    );
    expect(told(WEB + rule('true')).filter((line) => line.startsWith('refused'))).toEqual([]);
  });

  it('is left out where pods say themselves whether mixer is asked', () => {
    const config =
      "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: 'disablePolicyChecks: true'}}\n";
    const pod = (check: string): string =>
      `---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: a}, spec: {template: {metadata: {annotations: {policy.istio.io/check: ${check}}}}}}\n`;
    expect(told(WEB + config + pod('enable') + rule('true'))).toContainEqual(
      expect.stringMatching(/^not-converted rule a\/r: .* \(Deployment a\/d\)$/),
    );
    expect(told(WEB + pod('disable') + rule('true'))).toContainEqual(
      expect.stringMatching(/^refuses-more Deployment a\/d/),
    );
  });

  it('names callers by their ServiceAccounts in any trust domain', () => {
    const caller =
      '---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: page, namespace: b}, spec: {template: {metadata: {labels: {app: page}}, spec: {serviceAccountName: sa}}}}\n';
    const [policy] = denials(WEB + MESH_POLICY + caller + rule('source.labels["app"] == "page"'));
    expect(policy?.[1]).toMatchObject({ rules: [{ when: [{ key: 'source.principal', values: ['*/ns/b/sa/sa'] }] }] });
  });
});

describe('configuration of mixer that is none', () => {
  it.each(['[]', 'null', '1', '{actions: 1, params: 1, match: 1}', '{actions: [1], compiledAdapter: denier}'])(
    'makes nothing fail: %s',
    (spec) => {
      const kinds = ['rule', 'handler', 'instance', 'denier', 'listchecker', 'checknothing', 'listentry'];
      const yaml = kinds.map(
        (kind) =>
          `---\n{apiVersion: config.istio.io/v1alpha2, kind: ${kind}, metadata: {name: no, namespace: a}, spec: ${spec}}\n`,
      );
      const odd = rule('true', 'a', '[{handler: no.denier, instances: [no]}, {}]');
      expect(() => convert(WEB + yaml.join('') + odd)).not.toThrow();
    },
  );
});
