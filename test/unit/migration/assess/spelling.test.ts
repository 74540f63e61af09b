import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { assess } from '../../../../src/migration/assess/assess.ts';
import { NEWEST_TARGET, targetOf } from '../../../../src/migration/targets.data.ts';

const found = (kind: string, spec: object, apiVersion = 'networking.istio.io/v1alpha3'): string[] => {
  const object: Manifest = { apiVersion, kind, metadata: { name: 'x', namespace: 'a' }, spec };
  return assess({ objects: [object], target: targetOf(NEWEST_TARGET) }).findings.map(
    ({ rule, field = '', severity }) => `${severity} ${rule} ${field}`,
  );
};

describe('fields in the other spelling of protocol buffers', () => {
  it('are found, because current CRDs drop them', () => {
    const http = [{ route: [{ destination: { host: 'x' } }], retries: { attempts: 1, per_try_timeout: '1s' } }];
    expect(found('VirtualService', { hosts: ['x'], http })).toEqual([
      'blocks field-spelling spec.http[0].retries.per_try_timeout',
    ]);
  });

  it('restrict nothing any more in an AuthorizationPolicy', () => {
    const rules = [{ to: [{ operation: { not_methods: ['GET'] } }], when: [{ key: 'k', values: ['a_b'] }] }];
    expect(found('AuthorizationPolicy', { rules }, 'security.istio.io/v1beta1')).toEqual([
      'blocks field-spelling spec.rules[0].to[0].operation.not_methods',
    ]);
  });

  it.each([
    ['labels of subsets', 'DestinationRule', { host: 'x', subsets: [{ name: 'a', labels: { my_version: '1' } }] }],
    ['headers to match', 'VirtualService', { hosts: ['x'], http: [{ match: [{ headers: { x_y: { exact: '1' } } }] }] }],
    ['headers to set', 'VirtualService', { hosts: ['x'], http: [{ headers: { request: { set: { x_y: '1' } } } }] }],
    ['the selector of a Gateway', 'Gateway', { selector: { my_app: 'x' }, servers: [] }],
  ])('are not names that people choose: %s', (_what, kind, spec) => {
    expect(found(kind, spec)).toEqual([]);
  });

  it('are not the configuration of Envoy in a patch', () => {
    const patch = { operation: 'MERGE', value: { typed_config: { '@type': 'x', stat_prefix: 'y' } } };
    expect(found('EnvoyFilter', { configPatches: [{ applyTo: 'CLUSTER', patch }] })).toEqual(['changes envoy-filter ']);
    expect(found('EnvoyFilter', { config_patches: [] })).toContain('blocks field-spelling spec.config_patches');
  });

  it.each([
    ['remove_response_headers of a route', { route: [{ destination: { host: 'x' }, remove_response_headers: ['a'] }] }],
    ['append_headers', { append_headers: { x_y: '1' }, route: [{ destination: { host: 'x' } }] }],
  ])('are told as the fields that they are, too: %s', (_what, http) => {
    expect(found('VirtualService', { hosts: ['x'], http: [http] }).map((each) => each.split(' ')[1])).toEqual([
      'field-blocks',
      'field-spelling',
    ]);
  });
});

describe('fields of a DestinationRule', () => {
  const policies = (policy: object) => [
    ['for all', { trafficPolicy: policy }],
    ['for a subset', { subsets: [{ name: 'a', trafficPolicy: policy }] }],
    ['for a port', { trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...policy }] } }],
    [
      'for a port of a subset',
      { subsets: [{ name: 'a', trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...policy }] } }] },
    ],
  ];

  it.each(policies({ outlierDetection: { consecutiveErrors: 5 } }) as [string, object][])(
    'are found in every traffic policy: errors in a row %s',
    (_where, spec) => {
      expect(found('DestinationRule', { host: 'x', ...spec })).toEqual([
        expect.stringMatching(/^changes field-changes .*consecutiveErrors$/),
      ]);
    },
  );

  it.each(policies({ tls: { mode: 'MUTUAL', caCertificates: '/etc/certs/root-cert.pem' } }) as [string, object][])(
    'are found in every traffic policy: certificates in files %s',
    (_where, spec) => {
      expect(found('DestinationRule', { host: 'x', ...spec })).toEqual([
        expect.stringMatching(/^blocks client-certificates .*caCertificates$/),
      ]);
    },
  );
});
