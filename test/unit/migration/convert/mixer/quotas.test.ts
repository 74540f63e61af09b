import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import { convertPolicies } from '../../../../../src/migration/convert/convert.ts';
import { QUOTA } from '../../../../support/migration/quotas.ts';

const convert = (yaml: string, revision?: string) =>
  convertPolicies(loadAll(yaml) as Manifest[], {
    rootNamespace: 'istiod',
    ...(revision !== undefined && { revision }),
  });
const filtersOf = (yaml: string) => convert(yaml).objects.filter(({ kind }) => kind === 'EnvoyFilter');
const told = (yaml: string) =>
  convert(yaml).remarks.map(({ code, object, message }) => `${code} ${object}: ${message}`);

/** The example with something else in it. */
function but(text: string, other: string): string {
  if (!QUOTA.includes(text)) throw new Error(`not in the example: ${text}`);
  return QUOTA.replace(text, other);
}

describe('a quota of mixer', () => {
  it('becomes a limit of the proxy that alone counts all requests of a Service', () => {
    const [filter, ...others] = filtersOf(QUOTA);
    expect(others).toEqual([]);
    expect(filter).toMatchObject({
      apiVersion: 'networking.istio.io/v1alpha3',
      metadata: { name: 'requestcount-cart', namespace: 'shop' },
      spec: {
        workloadSelector: { labels: { app: 'cart' } },
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: { context: 'SIDECAR_INBOUND' },
            patch: {
              value: {
                typed_config: { token_bucket: { max_tokens: 500, tokens_per_fill: 500, fill_interval: '1s' } },
              },
            },
          },
        ],
      },
    });
    expect(told(QUOTA)).toContainEqual(
      expect.stringMatching(/^quota-per-pod QuotaSpecBinding shop\/all: quota requestCount/),
    );
    expect(told(QUOTA).filter((line) => line.startsWith('not-converted'))).toEqual([]);
  });

  it('is for no proxy of the old mesh: those do not know the filter', () => {
    const [filter] = filtersOf(QUOTA);
    const [patch] = (filter?.['spec'] as { configPatches: { match: { proxy: { proxyVersion: string } } }[] })
      .configPatches;
    const version = new RegExp(patch?.match.proxy.proxyVersion ?? '');
    expect(['1.1.17', '1.2.10', '1.4.10', '1.22.0', '1.30.1'].map((each) => version.test(each))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('is for pods of the revision only, where it is said', () => {
    const [filter] = convert(QUOTA, 'canary').objects.filter(({ kind }) => kind === 'EnvoyFilter');
    expect(filter?.['spec']).toMatchObject({ workloadSelector: { labels: { app: 'cart', 'istio.io/rev': 'canary' } } });
  });

  it.each([
    ['charge: 1', 'charge: 4', 125, '1s'],
    ['charge: 1', 'charge: 3', 166, '1s'],
    ['validDuration: 1s', 'validDuration: 1m30s', 500, '90s'],
    ['compiledAdapter: memquota', 'compiledAdapter: redisquota', 500, '1s'],
  ])('lets as many through in as much time: %s as %s', (text, other, tokens, interval) => {
    expect(JSON.stringify(filtersOf(but(text, other)))).toContain(
      `"token_bucket":{"max_tokens":${tokens},"tokens_per_fill":${tokens},"fill_interval":"${interval}"}`,
    );
  });

  it.each([
    [
      'replicas: 1',
      'replicas: 3',
      /3 pods share it, and each proxy would have a limit of its own; a service for rate limits/,
    ],
    ["match: ''", 'match: request.method == "GET"', /it counts only where request\.method == "GET"/],
    [
      '{quotas: [{charge',
      '{match: [{clause: {request.path: {prefix: /a}}}], quotas: [{charge',
      /only some requests are charged/,
    ],
    [
      '{destination:',
      '{source: \'source.labels["app"] | "unknown"\', destination:',
      /counted apart by source\.labels\[app\]/,
    ],
    ['{destination:', '{path: request.path, destination:', /counted apart by request\.path/],
    [
      'validDuration: 1s',
      'validDuration: 1s, overrides: [{dimensions: {destination: cart}, maxAmount: 1}]',
      /it has overrides for some requests/,
    ],
    ['validDuration: 1s', 'validDuration: 0s', /no time after which/],
    ['maxAmount: 500', 'maxAmount: 0', /lets nothing through/],
    [
      '[{name: http, port: 80, targetPort: 8080}]',
      '[{name: http, port: 80}, {name: http-b, port: 81}]',
      /each port for HTTP would have a limit/,
    ],
    [
      '{peers: [{mtls: {}}]}',
      '{peers: [{mtls: {mode: PERMISSIVE}}]}',
      /with and without mutual TLS would have a limit each/,
    ],
    ['quota: requestCount', 'quota: other', /no rule of mixer that was read gives it/],
    ['kind: Deployment', 'kind: DaemonSet', /how many pods serve it was not read/],
  ])('is left out, and told with the reason, where a proxy would count otherwise: %s as %s', (text, other, message) => {
    expect(filtersOf(but(text, other))).toEqual([]);
    expect(told(but(text, other))).toContainEqual(
      expect.stringMatching(
        new RegExp(`^not-converted QuotaSpecBinding shop/all: quota \\w+ of Service cart: .*${message.source}`),
      ),
    );
  });

  it.each([
    ['quotaSpecs: [{name: one}]', 'quotaSpecs: [{name: gone}]', 'QuotaSpec shop/gone'],
    ['services: [{name: cart}]', 'services: [{name: gone}]', 'Service shop/gone'],
  ])('is told where what its binding names was not read: %s as %s', (text, other, what) => {
    expect(told(but(text, other))).toContain(
      `not-converted QuotaSpecBinding shop/all: ${what} was not read, or selects no pods`,
    );
  });

  it('has no effect where nobody charges it, or mixer is not asked', () => {
    expect(told(but('kind: QuotaSpecBinding', 'kind: HTTPAPISpecBinding'))).toContain(
      'without-effect rule istio-system/limits: no QuotaSpecBinding has requests charge requestcount',
    );
    const off = `${QUOTA}---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: 'disablePolicyChecks: true'}}\n`;
    expect(filtersOf(off)).toEqual([]);
    expect(told(off)).toContainEqual(
      expect.stringMatching(/^without-effect QuotaSpecBinding shop\/all: limits nothing/),
    );
  });

  it.each(['[]', 'null', '1', '{rules: 1, services: [1], quotaSpecs: 1}', '{rules: [{quotas: [1]}], services: [{}]}'])(
    'makes nothing fail where it is none: %s',
    (spec) => {
      const odd = ['QuotaSpec', 'QuotaSpecBinding'].map(
        (kind) =>
          `---\n{apiVersion: config.istio.io/v1alpha2, kind: ${kind}, metadata: {name: odd, namespace: shop}, spec: ${spec}}\n`,
      );
      expect(() => convert(QUOTA + odd.join(''))).not.toThrow();
    },
  );
});
