import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { kiali } from '../../../../charts/components/kiali.ts';
import { containerOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

const text = (...args: Parameters<typeof meshOf>) =>
  (only(kiali(meshOf(...args)), 'ConfigMap')['data'] as Record<string, string>)['config.yaml'] ?? '';
const config = (...args: Parameters<typeof meshOf>) => load(text(...args)) as Record<string, unknown>;
const rules = (role: string) =>
  only(kiali(meshOf()), 'ClusterRole', role)['rules'] as { apiGroups: string[]; verbs: string[] }[];

describe('kiali', () => {
  it('is told the namespace and the domain of the mesh wherever it would assume them', () => {
    const spec = { namespace: 'mesh-one', mesh: { clusterDomain: 'corp.example' } };
    expect(text(spec)).not.toMatch(/istio-system|cluster\.local/);
    expect(config(spec)).toMatchObject({
      istio_namespace: 'mesh-one',
      deployment: { namespace: 'mesh-one' },
      external_services: { istio: { istio_identity_domain: 'svc.corp.example' } },
    });
  });

  it.each(['1.0.0', '1.0.6', '1.1.17', '1.2.10', '1.3.8', '1.4.8'])(
    'assumes no namespace and no domain in %s',
    (version) => {
      const spec = { version, namespace: 'mesh-one', mesh: { clusterDomain: 'corp.example' } };
      expect(text(spec)).toMatch(/mesh-one/);
      expect(text(spec)).toMatch(/svc\.corp\.example/);
      expect(text(spec)).not.toMatch(/istio-system|cluster\.local/);
    },
  );

  it('does not start without a password where it would let everybody in', () => {
    const optional = (version: string) =>
      containerOf(kiali(meshOf({ version })), 'kiali')
        .env?.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
        .map((key) => key.optional === true);
    expect(optional('1.0.9')).toEqual([false, false]);
    expect(optional('1.1.3')).toEqual([true, true]);
    expect(optional('1.1.4')).toEqual([]);
  });

  it('links only to add-ons that are there', () => {
    const enabled = (spec: object) => {
      const { grafana, tracing } = config(spec)['external_services'] as Record<string, { enabled: boolean }>;
      return [grafana?.enabled, tracing?.enabled];
    };
    expect(enabled({ profile: 'demo' })).toEqual([true, true]);
    expect(enabled({})).toEqual([false, false]);
    expect(enabled({ profile: 'demo', components: { tracing: { provider: 'zipkin' } } })).toEqual([true, false]);
  });

  it('signs log-in tokens with a key that no manifest holds', () => {
    expect(text()).not.toContain('signing_key');
    const { env } = containerOf(kiali(meshOf()), 'kiali');
    const key = env?.find(({ name }) => name === 'LOGIN_TOKEN_SIGNING_KEY');
    expect(key?.valueFrom?.fieldRef?.fieldPath).toBe('metadata.uid');
  });

  it('takes a signing key that replicas share', () => {
    const spec = { components: { kiali: { replicas: 2, env: { LOGIN_TOKEN_SIGNING_KEY: 'shared' } } } };
    const container = containerOf(kiali(meshOf(spec)), 'kiali');
    expect(container.env?.filter(({ name }) => name === 'LOGIN_TOKEN_SIGNING_KEY')).toHaveLength(1);
    expect(valuesOf(container)).toMatchObject({ LOGIN_TOKEN_SIGNING_KEY: 'shared' });
  });

  it('comes without a password of its own, and starts without one', () => {
    expect(kindsOf(kiali(meshOf({ profile: 'demo' })))).not.toContain('Secret');
    const secrets = podOf(kiali(meshOf())).volumes?.flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
    expect(secrets).toHaveLength(2);
    expect(secrets?.every(({ optional }) => optional === true)).toBe(true);
  });

  it('may change Istio resources itself, and has a role for those who may only look', () => {
    const changing = (role: string) => rules(role).filter(({ verbs }) => verbs.includes('delete'));
    const groups = changing('kiali').flatMap(({ apiGroups }) => apiGroups);
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.every((group) => group.endsWith('.istio.io'))).toBe(true);
    expect(changing('kiali-viewer')).toEqual([]);
    expect(rules('kiali-viewer').flatMap(({ apiGroups }) => apiGroups)).toContain('networking.istio.io');
  });
});
