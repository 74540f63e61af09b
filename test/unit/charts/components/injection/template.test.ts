import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeshInstallSpec } from '../../../../../src/api/spec/index.ts';
import {
  Injector,
  type InjectedContainer,
  type InjectedPod,
  type Injection,
} from '../../../../support/inject/inject.ts';
import { flagOf, meshOf } from '../../../../support/mesh.ts';

const BUILD_TIMEOUT_MS = 120_000;

describe('injection template', () => {
  let injector: Injector;

  beforeAll(async () => {
    injector = await Injector.build();
  }, BUILD_TIMEOUT_MS);

  afterAll(() => {
    injector.close();
  });

  const inject = (spec: Partial<MeshInstallSpec> = {}, pod: InjectedPod = {}): Injection =>
    injector.inject(meshOf(spec), pod);
  const proxy = (...args: Parameters<typeof inject>): InjectedContainer => inject(...args).containers[0]!;
  const init = (...args: Parameters<typeof inject>): InjectedContainer => inject(...args).initContainers![0]!;
  const flag = (container: InjectedContainer, name: string) => flagOf(container as Parameters<typeof flagOf>[0], name);
  const variable = (container: InjectedContainer, name: string) => container.env?.find((v) => v.name === name)?.value;
  const annotated = (annotations: Record<string, string>): InjectedPod => ({ annotations });

  it('takes pilot and its authentication from the mesh configuration', () => {
    const container = proxy({ mesh: { controlPlaneSecurity: true } });
    expect(flag(container, '--discoveryAddress')).toBe('istio-pilot.istio-system:15011');
    expect(flag(container, '--controlPlaneAuthPolicy')).toBe('MUTUAL_TLS');
    const raw = { mesh: { config: { dnsRefreshRate: '5s', defaultConfig: { drainDuration: '2m' } } } };
    expect(flag(proxy(raw), '--drainDuration')).toBe('2m0s');
    expect(flag(proxy(raw), '--dnsRefreshRate')).toBe('5s');
  });

  it('takes certificates from the node agent with SDS', () => {
    const { containers, volumes } = inject({ sidecar: { sds: { enabled: true, tokenAudience: 'me' } } });
    expect(variable(containers[0]!, 'SDS_ENABLED')).toBe('true');
    expect(containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([
      '/etc/istio/proxy',
      '/var/run/sds',
      '/var/run/secrets/tokens',
    ]);
    expect(JSON.stringify(volumes)).toContain('"audience":"me"');
    expect(JSON.stringify(volumes)).not.toContain('istio-certs');
  });

  it('names the cluster after the workload when the pod has no label app, and its certificate after its account', () => {
    const { containers, volumes } = inject({}, { labels: {}, spec: { serviceAccountName: 'robot' } });
    expect(flag(containers[0]!, '--serviceCluster')).toBe('hello.default');
    expect(volumes).toContainEqual({ name: 'istio-certs', secret: { optional: true, secretName: 'istio.robot' } });
  });

  it('lists the ports of all containers', () => {
    const containers = [
      { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }] },
      { name: 'b', ports: [{ containerPort: 81 }] },
    ];
    const container = proxy({}, { spec: { containers } });
    expect(flag(container, '--applicationPorts')).toBe('80,81');
    const ports = JSON.parse(variable(container, 'ISTIO_META_POD_PORTS') ?? '') as { containerPort: number }[];
    expect(ports.map(({ containerPort }) => containerPort)).toEqual([80, 53, 81]);
  });

  it('redirects the traffic that the mesh says', () => {
    const capture = {
      includeIPRanges: '10.0.0.0/8',
      excludeIPRanges: '10.1.0.0/16',
      includeInboundPorts: '80,90',
      excludeInboundPorts: '22',
      excludeOutboundPorts: '3306',
    };
    const { initContainers, containers, podRedirectAnnot } = inject({ sidecar: { capture } });
    const command = initContainers![0]!.command!.slice(initContainers![0]!.command!.indexOf('-i'));
    expect(command).toEqual(['-i', '10.0.0.0/8', '-x', '10.1.0.0/16', '-b', '80,90', '-d', '22,15020', '-o', '3306']);
    expect(variable(containers[0]!, 'ISTIO_META_INCLUDE_INBOUND_PORTS')).toBe('80,90');
    expect(podRedirectAnnot).toMatchObject({
      'traffic.sidecar.istio.io/includeInboundPorts': '80,90',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '3306',
    });
  });

  it('redirects the traffic that the pod says, before what the mesh says', () => {
    const traffic = {
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.2.0.0/16',
      'traffic.sidecar.istio.io/includeInboundPorts': '8080',
      'traffic.sidecar.istio.io/excludeInboundPorts': '15020',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '25',
      'traffic.sidecar.istio.io/kubevirtInterfaces': 'eth1',
    };
    const { command } = init({ sidecar: { capture: { includeIPRanges: '*' } } }, annotated(traffic));
    expect(command?.slice(command.indexOf('-i')).join(' ')).toBe('-i 10.2.0.0/16 -x  -b 8080 -d 15020 -o 25 -k eth1');
  });

  it('redirects nothing in mode NONE', () => {
    const injection = inject({}, annotated({ 'sidecar.istio.io/interceptionMode': 'NONE' }));
    expect(injection.initContainers).toBeUndefined();
    expect(variable(injection.containers[0]!, 'ISTIO_META_INTERCEPTION_MODE')).toBe('NONE');
  });

  it('gives the sidecar what transparent interception needs', () => {
    const { securityContext } = proxy({}, annotated({ 'sidecar.istio.io/interceptionMode': 'TPROXY' }));
    expect(securityContext).toMatchObject({ capabilities: { add: ['NET_ADMIN'] }, runAsNonRoot: false, runAsUser: 0 });
  });

  it('only checks the redirection when istio-cni does it', () => {
    const container = init({ sidecar: { cni: { enabled: true } } });
    expect(container.name).toBe('istio-validation');
    expect(container.command).toEqual(
      expect.arrayContaining(['istio-iptables-go', '--run-validation', '--skip-rule-apply']),
    );
    expect(container['securityContext']).toMatchObject({ capabilities: { drop: ['ALL'] }, runAsUser: 1337 });
  });

  it('has no readiness probe where the pod turns it off', () => {
    const container = proxy({}, annotated({ 'status.sidecar.istio.io/port': '0' }));
    expect(container).not.toHaveProperty('readinessProbe');
    expect(flag(container, '--statusPort')).toBeUndefined();
  });

  it('probes as the mesh says, or the pod', () => {
    const sidecar = { readiness: { statusPort: 15999, initialDelaySeconds: 5, periodSeconds: 6, failureThreshold: 7 } };
    const probe = { httpGet: { port: 15999 }, initialDelaySeconds: 5, periodSeconds: 6, failureThreshold: 7 };
    expect(proxy({ sidecar })['readinessProbe']).toMatchObject(probe);
    const slow = annotated({ 'readiness.status.sidecar.istio.io/periodSeconds': '60' });
    expect(proxy({ sidecar }, slow)['readinessProbe']).toMatchObject({ ...probe, periodSeconds: 60 });
  });

  it('takes image and amounts from the pod where it names them, without the limits of the mesh', () => {
    const own = { 'sidecar.istio.io/proxyImage': 'registry/proxy:1', 'sidecar.istio.io/proxyCPU': '1' };
    const container = proxy({}, annotated(own));
    expect(container.image).toBe('registry/proxy:1');
    expect(container['resources']).toEqual({ requests: { cpu: '1' } });
    expect(proxy({ images: { overrides: { proxy: 'registry/proxy:2' } } }).image).toBe('registry/proxy:2');
  });

  it('starts with an image of its own, whatever image the sidecar has', () => {
    const overrides = { proxy: 'registry/proxy:2' };
    expect(inject({ images: { overrides } }).initContainers?.[0]?.image).toBe('docker.io/istio/proxyv2:1.4.10');
    const own = { ...overrides, proxy_init: 'registry/init:3' };
    expect(inject({ images: { overrides: own } }).initContainers?.[0]?.image).toBe('registry/init:3');
  });

  it('mounts the volumes and the bootstrap that a pod brings', () => {
    const { containers, volumes } = inject(
      {},
      annotated({
        'sidecar.istio.io/bootstrapOverride': 'custom',
        'sidecar.istio.io/userVolume': '{"extra":{"secret":{"secretName":"s"}}}',
        'sidecar.istio.io/userVolumeMount': '{"extra":{"mountPath":"/extra","readOnly":true}}',
      }),
    );
    expect(volumes).toContainEqual({ name: 'extra', secret: { secretName: 's' } });
    expect(volumes).toContainEqual({ name: 'custom-bootstrap-volume', configMap: { name: 'custom' } });
    expect(containers[0]?.volumeMounts).toContainEqual({ name: 'extra', mountPath: '/extra', readOnly: true });
    expect(variable(containers[0]!, 'ISTIO_BOOTSTRAP_OVERRIDE')).toBe(
      '/etc/istio/custom-bootstrap/custom_bootstrap.json',
    );
  });

  it('tells pilot the annotations of the pod, which can never become YAML of their own', () => {
    const evil = { note: '"\n  - name: X {{ .Spec }}', 'sidecar.istio.io/discoveryAddress': 'a" # b:1' };
    const container = proxy({}, annotated(evil));
    expect(JSON.parse(variable(container, 'ISTIO_METAJSON_ANNOTATIONS') ?? '')).toEqual(evil);
    expect(flag(container, '--discoveryAddress')).toBe('a" # b:1');
  });

  it('never executes what a setting says', () => {
    const container = proxy({ mesh: { trustDomain: '{{ .Spec }}' } });
    expect(flag(container, '--trust-domain')).toBe('{{ .Spec }}');
    expect(variable(container, 'ISTIO_META_MESH_ID')).toBe('{{ .Spec }}');
  });

  it('speaks to the tracer of the mesh', () => {
    const datadog = proxy(
      { mesh: { tracing: { tracer: 'datadog', datadog: { address: 'agent:1' } } } },
      annotated({ 'apm.datadoghq.com/env': '{"DD_ENV":"prod"}' }),
    );
    expect(flag(datadog, '--datadogAgentAddress')).toBe('agent:1');
    expect(variable(datadog, 'DD_ENV')).toBe('prod');
    const lightstep = { address: 'ls:443', accessToken: 't', cacertPath: '/etc/ls/ca.pem' };
    const { containers, volumes } = inject({ mesh: { tracing: { tracer: 'lightstep', lightstep } } });
    expect(flag(containers[0]!, '--lightstepSecure')).toBe('true');
    expect(containers[0]?.volumeMounts).toContainEqual({
      name: 'lightstep-certs',
      mountPath: '/etc/ls/',
      readOnly: true,
    });
    expect(volumes.map(({ name }) => name)).toContain('lightstep-certs');
  });

  it('carries the settings of mesh and sidecar', () => {
    const container = proxy({
      images: { pullPolicy: 'Always' },
      mesh: { trustDomain: 'example.com', clusterDomain: 'corp.local', mtls: { auto: true } },
      sidecar: { logLevel: 'debug', concurrency: 0, resources: { limits: { cpu: '3' } } },
    });
    expect(container['imagePullPolicy']).toBe('Always');
    expect(flag(container, '--trust-domain')).toBe('example.com');
    expect(flag(container, '--domain')).toBe('$(POD_NAMESPACE).svc.corp.local');
    expect(flag(container, '--proxyLogLevel')).toBe('debug');
    expect(flag(container, '--concurrency')).toBeUndefined();
    expect(variable(container, 'ISTIO_META_MESH_ID')).toBe('example.com');
    expect(variable(container, 'ISTIO_AUTO_MTLS_ENABLED')).toBe('true');
    expect(container['resources']).toMatchObject({ limits: { cpu: '3' } });
    expect(inject({ sidecar: { rewriteAppHTTPProbe: true } }).rewriteAppHTTPProbe).toBe(true);
  });

  it('leaves out the pilot-side identity of pods that nothing owns', () => {
    expect(proxy({}, { labels: {} }).env?.map(({ name }) => name)).not.toContain('ISTIO_METAJSON_LABELS');
  });
});
