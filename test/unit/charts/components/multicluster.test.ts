import { describe, expect, it } from '@jest/globals';
import { coredns } from '../../../../charts/components/coredns.ts';
import { nodeagent } from '../../../../charts/components/nodeagent.ts';
import { remote } from '../../../../charts/components/remote.ts';
import { render } from '../../../../charts/render.ts';
import type { Container, DeploymentSpec, Manifest } from '../../../../charts/kit/types.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { containerOf, deploymentOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

const addresses = { pilotAddress: '192.0.2.1', policyAddress: '192.0.2.2', telemetryAddress: '192.0.2.3' };
const remoteSpec = (version = '1.4.10', createServiceEndpoints = true): Partial<MeshInstallSpec> => ({
  version,
  profile: 'remote',
  mesh: { remote: { ...addresses, createServiceEndpoints } },
});

describe('a control plane in another cluster', () => {
  it('is reached by Services that lead to its addresses', () => {
    const manifests = remote(meshOf(remoteSpec()));
    const endpoints = only(manifests, 'Endpoints', 'istio-pilot')['subsets'] as {
      addresses: { ip: string }[];
      ports: { name: string; port: number }[];
    }[];
    const service = only(manifests, 'Service', 'istio-pilot')['spec'] as { clusterIP: string; ports: object[] };
    expect(endpoints[0]?.addresses).toEqual([{ ip: '192.0.2.1' }]);
    expect(endpoints[0]?.ports).toEqual(service.ports);
    expect(service.clusterIP).toBe('None');
    expect(kindsOf(manifests).filter((kind) => kind === 'Endpoints')).toHaveLength(3);
  });

  it('is monitored on the port of its release line', () => {
    const portsOf = (version: string) =>
      JSON.stringify(only(remote(meshOf(remoteSpec(version))), 'Endpoints', 'istio-pilot')['subsets']);
    expect(portsOf('1.0.6')).toContain('9093');
    expect(portsOf('1.1.0')).toContain('15014');
  });

  it('has no Services where they are not asked for, and none over a component of this cluster', () => {
    expect(kindsOf(remote(meshOf(remoteSpec('1.4.10', false))))).not.toContain('Service');
    const { mesh } = remoteSpec();
    expect(remote(meshOf({ mesh: mesh! }))).toEqual([]);
  });

  it('may read this cluster only when it is granted', () => {
    expect(kindsOf(remote(meshOf({ profile: 'remote' })))).toEqual([
      ...['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'],
    ]);
    expect(remote(meshOf())).toEqual([]);
  });

  it.each(['1.0.6', '1.2.10', '1.4.10'])('is found by the sidecars of %s', (version) => {
    const text = (spec: Partial<MeshInstallSpec>) =>
      (only(render(meshOf(spec)), 'ConfigMap', 'istio')['data'] as { mesh: string }).mesh;
    expect(text(remoteSpec(version))).toContain('discoveryAddress: istio-pilot.istio-system:');
    expect(text(remoteSpec(version, false))).toContain('discoveryAddress: 192.0.2.1:');
  });

  const policies = (version: string, enabled: boolean): string[] =>
    render(meshOf({ version, profile: 'remote', mesh: { mtls: { enabled } } }))
      .filter(({ kind }) => ['MeshPolicy', 'DestinationRule'].includes(kind))
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`);

  it.each(['1.1.17', '1.4.10'])('has no MeshPolicy of ours with %s', (version) => {
    expect([...policies(version, false), ...policies(version, true)]).toEqual([]);
  });

  it.each(['1.0.0', '1.0.9'])('has with %s the policy of mutual TLS once that is on, and no other', (version) => {
    expect(policies(version, false)).toEqual([]);
    const all = ['DestinationRule/api-server', 'DestinationRule/default', 'MeshPolicy/default'];
    expect(policies(version, true).sort()).toEqual(all);
  });
});

const agentOf = (manifests: readonly Manifest[]): Container =>
  (only(manifests, 'DaemonSet')['spec'] as DeploymentSpec).template.spec!.containers[0]!;

describe('the node agent', () => {
  it('is told its trust domain by the name that its release reads', () => {
    const values = (version: string) =>
      valuesOf(agentOf(nodeagent(meshOf({ version, profile: 'sds-auth', mesh: { trustDomain: 'td' } }))));
    expect(values('1.2.10')).toMatchObject({ Trust_Domain: 'td', Plugins: '' });
    expect(values('1.3.0')).toMatchObject({ TRUST_DOMAIN: 'td', PLUGINS: '' });
    expect(values('1.1.0')).not.toHaveProperty('NAMESPACE');
  });

  it('takes image, resources, environment and placement like any workload, and rolls node by node', () => {
    const settings = {
      image: 'registry/agent:1',
      env: { CA_ADDR: 'ca:1', EXTRA: 'x' },
      resources: { limits: { memory: '1Gi' } },
      nodeSelector: { pool: 'mesh' },
      podAnnotations: { note: 'x' },
    };
    const manifests = nodeagent(meshOf({ profile: 'sds-auth', components: { nodeagent: settings } }));
    const agent = agentOf(manifests);
    expect(agent).toMatchObject({ image: settings.image, resources: settings.resources });
    expect(valuesOf(agent)).toMatchObject({ CA_ADDR: 'ca:1', EXTRA: 'x', CA_PROVIDER: 'Citadel' });
    expect(only(manifests, 'DaemonSet')['spec']).toMatchObject({
      updateStrategy: { rollingUpdate: { maxUnavailable: 1 } },
      template: { metadata: { annotations: { note: 'x' } }, spec: { nodeSelector: { pool: 'mesh' } } },
    });
  });
});

describe('DNS for hosts of other clusters', () => {
  const on: Partial<MeshInstallSpec> = { components: { coredns: { enabled: true, replicas: 2 } } };
  const corefile = (version: string) =>
    (only(coredns(meshOf({ ...on, version })), 'ConfigMap')['data'] as { Corefile: string }).Corefile;

  it('speaks to its plugin in the words of its CoreDNS', () => {
    expect(corefile('1.3.8')).toContain('proxy global 127.0.0.1:8053');
    expect(corefile('1.4.10')).toContain('grpc global 127.0.0.1:8053');
    expect(corefile('1.4.10')).not.toContain('proxy ');
  });

  it('runs as often as it is asked to, with a budget, and never asks itself', () => {
    const manifests = coredns(meshOf(on));
    expect(deploymentOf(manifests).replicas).toBe(2);
    expect(kindsOf(manifests)).toContain('PodDisruptionBudget');
    expect(podOf(manifests).dnsPolicy).toBe('Default');
  });

  it('takes the images of both containers from overrides', () => {
    const images = { overrides: { coredns: 'r/dns:1', 'coredns-plugin': 'r/plugin:1' } };
    const manifests = coredns(meshOf({ ...on, images }));
    expect(containerOf(manifests, 'coredns').image).toBe('r/dns:1');
    expect(containerOf(manifests, 'istio-coredns-plugin').image).toBe('r/plugin:1');
  });
});
