import { describe, expect, it } from '@jest/globals';
import { citadel } from '../../../../charts/components/citadel.ts';
import { galley } from '../../../../charts/components/galley.ts';
import { gateway } from '../../../../charts/components/gateway.ts';
import { policy, telemetry } from '../../../../charts/components/mixer.ts';
import { pilot } from '../../../../charts/components/pilot.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { containerOf, deploymentOf, flagOf, kindsOf, meshOf, only, podOf } from '../../../support/mesh.ts';

const ingress = (spec: Partial<MeshInstallSpec>) => {
  const mesh = meshOf(spec);
  return gateway(
    mesh,
    mesh.spec.gateways.find(({ name }) => name === 'istio-ingressgateway')!,
  );
};

describe('galley of 1.0', () => {
  const manifests = galley(meshOf({ version: '1.0.6' }));
  const validator = containerOf(manifests, 'validator');

  it('only validates: no configuration to hand out, none of the mesh to read', () => {
    expect(validator.command?.slice(0, 2)).toEqual(['/usr/local/bin/galley', 'validator']);
    expect(flagOf(validator, '--insecure')).toBeUndefined();
    expect(podOf(manifests).volumes?.map(({ name }) => name)).toEqual(['certs', 'config']);
  });

  it('gets a list of no webhooks, not an empty file, when nothing is validated', () => {
    const configuration = (version: string) =>
      (
        only(galley(meshOf({ version, mesh: { configValidation: false } })), 'ConfigMap')['data'] as Record<
          string,
          string
        >
      )['validatingwebhookconfiguration.yaml'];
    expect(configuration('1.0.6')).toContain('webhooks: []');
    expect(configuration('1.3.8')).toBe('');
  });
});

describe('galley where old APIs are gone', () => {
  const flag = (version: string, name: string, kubernetes: string) =>
    flagOf(containerOf(galley(meshOf({ version }, kubernetes)), 'galley'), name);

  it('leaves Ingress out of what it waits for, beside what its release leaves out itself', () => {
    expect(flag('1.1.17', '--excludedResourceKinds', '1.22')).toBe('Service,Node,Pod,Endpoints,Ingress');
    for (const version of ['1.2.0', '1.3.8', '1.4.0']) {
      expect(flag(version, '--excludedResourceKinds', '1.22')).toBe('Service,Node,Pod,Endpoints,Namespace,Ingress');
      expect(flag(version, '--excludedResourceKinds', '1.21')).toBeUndefined();
    }
  });

  it('uses the old processor in 1.4 alone', () => {
    expect(flag('1.4.0', '--useOldProcessor', '1.36')).toBe('true');
    expect(flag('1.3.8', '--useOldProcessor', '1.36')).toBeUndefined();
  });
});

describe('pilot of 1.0', () => {
  const discovery = (spec: Partial<MeshInstallSpec> = {}, kubernetes = '1.36') =>
    containerOf(pilot(meshOf({ version: '1.0.6', ...spec }, kubernetes)), 'discovery');

  it('installs its CRDs where it can, and leaves it where it cannot', () => {
    expect(discovery({}, '1.21').args).toEqual(['discovery']);
    expect(discovery({}, '1.22').args).toEqual(['discovery', '--disable-install-crds']);
  });

  it('is told the domain of the cluster when it is another one', () => {
    expect(flagOf(discovery({ mesh: { clusterDomain: 'corp.example' } }), '--domain')).toBe('corp.example');
  });

  it('was probed in another way at first', () => {
    expect(discovery().readinessProbe?.httpGet?.path).toBe('/ready');
    expect(discovery({ version: '1.0.0' }).readinessProbe?.httpGet?.path).toBe('/debug/endpointz');
  });
});

describe('citadel', () => {
  const args = (spec: Partial<MeshInstallSpec>) => containerOf(citadel(meshOf(spec)), 'citadel').args ?? [];

  it('is told the lifetime of certificates by releases that always did, and else when it is another one', () => {
    const ttl = (spec: Partial<MeshInstallSpec>) => args(spec).find((arg) => arg.startsWith('--workload-cert-ttl'));
    expect(ttl({ version: '1.2.0' })).toBeUndefined();
    expect(ttl({ version: '1.2.1' })).toBe('--workload-cert-ttl=2160h');
    expect(ttl({ version: '1.0.0', components: { citadel: { workloadCertTTL: '24h' } } })).toBe(
      '--workload-cert-ttl=24h',
    );
  });

  it('serves node agents when certificates come from them', () => {
    expect(args({ profile: 'sds-auth' })).toContain('--sds-enabled=true');
    expect(args({})).not.toContain('--sds-enabled=true');
  });

  it('is never given a flag that its release removed', () => {
    for (const version of ['1.2.0', '1.3.0', '1.4.10'])
      expect(args({ version }).join()).not.toContain('--grpc-hostname');
    expect(args({ version: '1.1.17' })).toContain('--grpc-hostname=citadel');
  });

  it('runs alone in every release', () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) {
      expect(deploymentOf(citadel(meshOf({ version }))).strategy).toEqual({ type: 'Recreate' });
    }
  });
});

describe('proxies', () => {
  it('show statistics from 1.0.3 on, and before that gateways send them to a bridge', () => {
    const proxy = (version: string) => ingress({ version });
    expect(flagOf(containerOf(proxy('1.0.3'), 'istio-proxy'), '--statsdUdpAddress')).toBeUndefined();
    expect(flagOf(containerOf(proxy('1.0.2'), 'istio-proxy'), '--statsdUdpAddress')).toBe(
      'istio-statsd-prom-bridge:9125',
    );
    const bridge = (version: string) => telemetry(meshOf({ version })).map(({ metadata }) => metadata.name);
    expect(bridge('1.0.2')).toContain('istio-statsd-prom-bridge');
    expect(bridge('1.0.3')).not.toContain('istio-statsd-prom-bridge');
  });

  it('of the control plane take certificates from the node agent from 1.2 on, of gateways from 1.1 on', () => {
    const volumes = (manifests: Parameters<typeof podOf>[0]) => podOf(manifests).volumes?.map(({ name }) => name);
    const sds = (version: string): Partial<MeshInstallSpec> => ({ version, profile: 'sds-auth' });
    expect(volumes(policy(meshOf(sds('1.1.17'))))).not.toContain('sds-uds-path');
    expect(volumes(policy(meshOf(sds('1.2.0'))))).toContain('sds-uds-path');
    expect(volumes(ingress(sds('1.1.17')))).toContain('sdsudspath');
    expect(volumes(ingress(sds('1.2.10')))).not.toContain('istio-token');
    expect(volumes(ingress(sds('1.3.0')))).toContain('istio-token');
  });
});

describe('a gateway', () => {
  it('of 1.0.0 has the container of that release, and finds pilot by its whole name', () => {
    const proxy = containerOf(ingress({ version: '1.0.0', namespace: 'mesh' }), 'ingressgateway');
    expect(flagOf(proxy, '--discoveryAddress')).toBe('istio-pilot.mesh:8080');
  });

  it('has permissions in the whole cluster until 1.1 only', () => {
    expect(kindsOf(ingress({ version: '1.1.17' }))).toContain('ClusterRole');
    expect(kindsOf(ingress({ version: '1.2.0' }))).not.toContain('ClusterRole');
  });

  it('keeps its selector over all releases, because it cannot change', () => {
    const selectors = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.10'].map(
      (version) => deploymentOf(ingress({ version })).selector,
    );
    for (const selector of selectors) expect(selector).toEqual(selectors[0]);
  });
});
