import { describe, expect, it } from '@jest/globals';
import { pilot } from '../../../../charts/components/pilot.ts';
import { containerOf, deploymentOf, flagOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

const discovery = (...args: Parameters<typeof meshOf>) => containerOf(pilot(meshOf(...args)), 'discovery');
const ports = (...args: Parameters<typeof meshOf>) => discovery(...args).ports?.map((p) => p.containerPort);

describe('pilot', () => {
  it('lives in the namespace and the DNS domain of the mesh', () => {
    const manifests = pilot(meshOf({ namespace: 'mesh-one', mesh: { clusterDomain: 'corp.local' } }));
    expect(only(manifests, 'ClusterRole').metadata.name).toBe('istio-pilot-mesh-one');
    expect(only(manifests, 'Service').metadata.namespace).toBe('mesh-one');
    expect(flagOf(containerOf(manifests, 'discovery'), '--domain')).toBe('corp.local');
    expect(flagOf(containerOf(manifests, 'istio-proxy'), '--domain')).toBe('$(POD_NAMESPACE).svc.corp.local');
  });

  it('leaves port 15011 to its proxy, and declares it itself when it has none', () => {
    expect(ports()).toEqual([8080, 15010]);
    expect(ports({ components: { pilot: { sidecar: false } } })).toEqual([8080, 15010, 15011]);
    const alone = pilot(meshOf({ components: { pilot: { sidecar: false } } }));
    expect(podOf(alone).containers.map(({ name }) => name)).toEqual(['discovery']);
  });

  it.each([
    [true, false, ''],
    [true, true, ''],
    [false, false, ''],
    [false, true, ':15011'],
  ])('with proxy %s and control-plane security %s serves secure gRPC at "%s"', (sidecar, secured, address) => {
    const spec = { mesh: { controlPlaneSecurity: secured }, components: { pilot: { sidecar } } };
    expect(flagOf(discovery(spec), '--secureGrpcAddr')).toBe(address);
  });

  it('has its proxy demand certificates with control-plane security', () => {
    const policyOf = (controlPlaneSecurity: boolean) =>
      flagOf(containerOf(pilot(meshOf({ mesh: { controlPlaneSecurity } })), 'istio-proxy'), '--controlPlaneAuthPolicy');
    expect(policyOf(false)).toBe('NONE');
    expect(policyOf(true)).toBe('MUTUAL_TLS');
  });

  it('does not install CRDs over an API that is gone', () => {
    const withoutGalley = { mesh: { useMCP: false } };
    expect(discovery(withoutGalley, '1.36').args).toContain('--disable-install-crds');
    expect(discovery(withoutGalley, '1.21').args).not.toContain('--disable-install-crds');
    expect(discovery({}, '1.36').args).not.toContain('--disable-install-crds');
  });

  it('samples the share of requests that was asked for, none included', () => {
    const sampled = (sampling: number) =>
      valuesOf(discovery({ mesh: { tracing: { sampling } } }))['PILOT_TRACE_SAMPLING'];
    expect(sampled(0.5)).toBe('0.5');
    expect(sampled(0)).toBe('0');
  });

  it('names each environment variable once, the user having the last word', () => {
    const env = { PILOT_TRACE_SAMPLING: '7', POD_NAME: 'mine', PILOT_ENABLE_PROTOCOL_SNIFFING_FOR_INBOUND: 'true' };
    const container = discovery({ components: { pilot: { env } } });
    const names = container.env?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
    expect(valuesOf(container)).toMatchObject(env);
  });

  it('tells discovery and proxy the trust domain where one is set', () => {
    const manifests = pilot(meshOf({ mesh: { trustDomain: 'example.org' } }));
    expect(flagOf(containerOf(manifests, 'discovery'), '--trust-domain')).toBe('example.org');
    expect(flagOf(containerOf(manifests, 'istio-proxy'), '--trust-domain')).toBe('example.org');
    expect(flagOf(discovery(), '--trust-domain')).toBeUndefined();
  });

  it('takes the images of discovery and proxy from the overrides', () => {
    const overrides = { pilot: 'registry/pilot@sha256:1', proxy: 'registry/proxy@sha256:2' };
    const manifests = pilot(meshOf({ images: { overrides } }));
    expect(containerOf(manifests, 'discovery').image).toBe(overrides.pilot);
    expect(containerOf(manifests, 'istio-proxy').image).toBe(overrides.proxy);
  });

  it('gives its proxy the resources and the log level of sidecars', () => {
    const resources = { requests: { cpu: '33m', memory: '44Mi' } };
    const proxy = containerOf(pilot(meshOf({ sidecar: { resources, logLevel: 'debug' } })), 'istio-proxy');
    expect(proxy.resources).toMatchObject(resources);
    expect(flagOf(proxy, '--proxyLogLevel')).toBe('debug');
  });

  it('mounts the socket and a token of the node agent when certificates come from there', () => {
    const manifests = pilot(meshOf({ sidecar: { sds: { enabled: true, tokenAudience: 'my-ca' } } }));
    const proxy = containerOf(manifests, 'istio-proxy');
    expect(proxy.volumeMounts?.map((m) => m.mountPath)).toEqual(
      expect.arrayContaining(['/var/run/sds', '/var/run/secrets/tokens']),
    );
    expect(JSON.stringify(podOf(manifests).volumes)).toContain('"audience":"my-ca"');
    expect(valuesOf(proxy)['SDS_ENABLED']).toBe('true');
  });

  it('mounts only volumes that the pod has', () => {
    for (const sidecar of [true, false]) {
      const pod = podOf(pilot(meshOf({ sidecar: { sds: { enabled: true } }, components: { pilot: { sidecar } } })));
      const volumes = pod.volumes?.map(({ name }) => name);
      const mounts = pod.containers.flatMap((container) => container.volumeMounts ?? []).map(({ name }) => name);
      expect(new Set(mounts)).toEqual(new Set(volumes));
    }
  });

  it('leaves the replica count to the autoscaler, and sets it without one', () => {
    expect(deploymentOf(pilot(meshOf()))).not.toHaveProperty('replicas');
    const fixed = pilot(meshOf({ components: { pilot: { autoscaling: { enabled: false }, replicas: 3 } } }));
    expect(deploymentOf(fixed).replicas).toBe(3);
    expect(kindsOf(fixed)).not.toContain('HorizontalPodAutoscaler');
    expect(kindsOf(fixed)).toContain('PodDisruptionBudget');
  });

  it.each(['1.16', '1.21', '1.22', '1.36'])('renders the same on Kubernetes %s every time', (kubernetes) => {
    expect(JSON.stringify(pilot(meshOf({}, kubernetes)))).toBe(JSON.stringify(pilot(meshOf({}, kubernetes))));
  });
});
