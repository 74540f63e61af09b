import { describe, expect, it } from '@jest/globals';
import { gateway } from '../../../../charts/components/gateway.ts';
import type { Manifest } from '../../../../charts/kit/types.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { containerOf, deploymentOf, flagOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

type Settings = Omit<NonNullable<MeshInstallSpec['gateways']>[number], 'name'>;
type ServiceSpec = { type: string; ports: { port: number; nodePort?: number }[]; selector: object };

function rendered(
  settings: Settings = {},
  spec: Partial<MeshInstallSpec> = {},
  name = 'istio-ingressgateway',
): Manifest[] {
  const mesh = meshOf({ ...spec, gateways: [{ name, ...settings }] });
  const found = mesh.spec.gateways.find((entry) => entry.name === name);
  return gateway(mesh, found!);
}

const proxy = (...args: Parameters<typeof rendered>) => containerOf(rendered(...args), 'istio-proxy');
const service = (...args: Parameters<typeof rendered>) => only(rendered(...args), 'Service')['spec'] as ServiceSpec;

describe('gateway', () => {
  it('asks for fixed node ports only where the type of Service has node ports', () => {
    expect(service().ports.find(({ port }) => port === 80)?.nodePort).toBe(31380);
    expect(service({ type: 'ClusterIP' }).ports.some((port) => 'nodePort' in port)).toBe(false);
  });

  it('has each port once when the mesh expands, also where the release has those ports anyway', () => {
    const ports = (version: string) =>
      service({}, { version, mesh: { expansion: { enabled: true } } }).ports.map(({ port }) => port);
    for (const version of ['1.0.0', '1.0.9', '1.1.0', '1.4.10']) {
      expect(ports(version)).toEqual([...new Set(ports(version))]);
      expect(ports(version)).toEqual(expect.arrayContaining([15011, 15004, 8060, 853]));
    }
  });

  it('hands the options of the Service on', () => {
    const options: Settings = {
      loadBalancerIP: '192.0.2.1',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      externalIPs: ['192.0.2.2'],
      externalTrafficPolicy: 'Local',
    };
    expect(service(options)).toMatchObject(options);
    const annotated = rendered({ serviceAnnotations: { 'example.org/lb': 'internal' } });
    expect(only(annotated, 'Service').metadata.annotations).toEqual({ 'example.org/lb': 'internal' });
  });

  it('keeps the selector of its Deployment when labels are added', () => {
    const manifests = rendered({ labels: { tier: 'edge' } });
    const selector = { app: 'istio-ingressgateway', istio: 'ingressgateway' };
    expect(deploymentOf(manifests).selector.matchLabels).toEqual(selector);
    expect(service({ labels: { tier: 'edge' } }).selector).toEqual({ ...selector, tier: 'edge' });
    expect(deploymentOf(manifests).template.metadata?.labels).toEqual({ ...selector, tier: 'edge' });
    expect(valuesOf(containerOf(manifests, 'istio-proxy'))['ISTIO_METAJSON_LABELS']).toContain('"tier":"edge"');
  });

  it('writes core dumps since 1.0.3, and sends logs and metrics where the mesh says', () => {
    const coreDump = { enabled: true };
    const init = (version: string): unknown[] =>
      podOf(rendered({}, { version, mesh: { coreDump } })).initContainers ?? [];
    expect(init('1.0.2')).toEqual([]);
    for (const version of ['1.0.3', '1.1.0', '1.2.10', '1.3.0', '1.4.10']) {
      expect(init(version)).toMatchObject([{ name: 'enable-core-dump', securityContext: { privileged: true } }]);
    }
    const mesh = { accessLogService: { address: 'als:1' }, metricsService: { address: 'metrics:2' } };
    expect(flagOf(proxy({}, { mesh }), '--envoyAccessLogService')).toContain('"address":"als:1"');
    expect(flagOf(proxy({}, { mesh }), '--envoyMetricsService')).toContain('"address":"metrics:2"');
  });

  it('can have any name', () => {
    const manifests = rendered({}, { namespace: 'mesh-one' }, 'istio-private');
    expect(deploymentOf(manifests).selector.matchLabels).toEqual({ app: 'istio-private', istio: 'private' });
    const container = containerOf(manifests, 'istio-proxy');
    expect(flagOf(container, '--serviceCluster')).toBe('istio-private');
    const owner = 'kubernetes://apis/apps/v1/namespaces/mesh-one/deployments/istio-private';
    expect(valuesOf(container)['ISTIO_META_OWNER']).toBe(owner);
  });

  it('listens on each port once, on the port of the pod where it differs', () => {
    const ports = [
      { name: 'http2', port: 80, targetPort: 8080 },
      { name: 'http2-more', port: 81, targetPort: 8080 },
      { name: 'https', port: 443 },
    ];
    expect(proxy({ ports }).ports?.map((p) => p.containerPort)).toEqual([8080, 443, 15090]);
  });

  it('fetches certificates of hosts only when asked to', () => {
    expect(kindsOf(rendered())).not.toContain('Role');
    const manifests = rendered({ sds: { enabled: true } });
    expect(only(manifests, 'Role').metadata.name).toBe('istio-ingressgateway-sds');
    expect(only(manifests, 'RoleBinding')['subjects']).toEqual([
      { kind: 'ServiceAccount', name: 'istio-ingressgateway-service-account', namespace: 'istio-system' },
    ]);
    expect(podOf(manifests).containers.map(({ name }) => name)).toEqual(['ingress-sds', 'istio-proxy']);
    expect(containerOf(manifests, 'ingress-sds').image).toBe('docker.io/istio/node-agent-k8s:1.4.10');
    expect(valuesOf(containerOf(manifests, 'istio-proxy'))['ISTIO_META_USER_SDS']).toBe('true');
  });

  it('mounts only volumes that the pod has', () => {
    const tracing = { tracer: 'lightstep', lightstep: { cacertPath: '/etc/lightstep/ca.pem' } } as const;
    const pod = podOf(rendered({ sds: { enabled: true } }, { sidecar: { sds: { enabled: true } }, mesh: { tracing } }));
    const mounts = pod.containers.flatMap((container) => container.volumeMounts ?? []).map(({ name }) => name);
    expect(new Set(mounts)).toEqual(new Set(pod.volumes?.map(({ name }) => name)));
  });

  it('talks to pilot with TLS under control-plane security', () => {
    expect(flagOf(proxy(), '--discoveryAddress')).toBe('istio-pilot:15010');
    const secured = proxy({}, { mesh: { controlPlaneSecurity: true } });
    expect(flagOf(secured, '--discoveryAddress')).toBe('istio-pilot:15011');
    expect(flagOf(secured, '--controlPlaneAuthPolicy')).toBe('MUTUAL_TLS');
  });

  it.each([
    [{}, '--zipkinAddress', 'zipkin:9411'],
    [{ zipkin: { address: 'z.example:9411' } }, '--zipkinAddress', 'z.example:9411'],
    [{ tracer: 'datadog' as const }, '--datadogAgentAddress', '$(HOST_IP):8126'],
    [{ tracer: 'lightstep' as const, lightstep: { address: 'l.example:80' } }, '--lightstepAddress', 'l.example:80'],
  ])('with tracing %j is given %s %s', (tracing, flag, address) => {
    expect(flagOf(proxy({}, { mesh: { tracing } }), flag)).toBe(address);
  });

  it('takes its image from itself, else from its override, else from that of all proxies', () => {
    const overrides = { 'istio-ingressgateway': 'registry/edge:1', proxy: 'registry/proxy:1' };
    expect(proxy({ image: 'registry/own:1' }, { images: { overrides } }).image).toBe('registry/own:1');
    expect(proxy({}, { images: { overrides } }).image).toBe('registry/edge:1');
    expect(proxy({}, { images: { overrides: { proxy: 'registry/proxy:1' } } }).image).toBe('registry/proxy:1');
    expect(proxy().image).toBe('docker.io/istio/proxyv2:1.4.10');
  });

  it('lets settings replace the environment that we set, naming each variable once', () => {
    const container = proxy({ env: { ISTIO_META_CLUSTER_ID: 'east', NODE_NAME: 'n' } });
    expect(valuesOf(container)).toMatchObject({ ISTIO_META_CLUSTER_ID: 'east', NODE_NAME: 'n' });
    const names = container.env?.map(({ name }) => name) ?? [];
    expect(new Set(names).size).toBe(names.length);
  });

  it('renders the same every time', () => {
    expect(JSON.stringify(rendered())).toBe(JSON.stringify(rendered()));
  });
});
