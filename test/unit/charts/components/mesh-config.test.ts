import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { meshConfigMap } from '../../../../charts/components/mesh-config.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { meshOf } from '../../../support/mesh.ts';

type Settings = NonNullable<MeshInstallSpec['mesh']>;

const dataOf = (...args: Parameters<typeof meshOf>) => meshConfigMap(meshOf(...args))['data'] as Record<string, string>;
const configOf = (...args: Parameters<typeof meshOf>) => load(dataOf(...args)['mesh'] ?? '') as Record<string, unknown>;
const withMesh = (mesh: Settings) => configOf({ mesh });

describe('mesh configuration', () => {
  it.each<[string, Settings, object]>([
    [
      'access log',
      { accessLog: { file: '/dev/stdout', encoding: 'JSON', format: '%REQ(:PATH)%' } },
      { accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON', accessLogFormat: '%REQ(:PATH)%' },
    ],
    ['policy checks', { policyChecks: true }, { disablePolicyChecks: false }],
    ['fail open', { policyCheckFailOpen: true }, { policyCheckFailOpen: true }],
    ['automatic mutual TLS', { mtls: { auto: true } }, { enableAutoMtls: true }],
    [
      'outbound traffic',
      { outboundTrafficPolicy: 'REGISTRY_ONLY' },
      { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    ],
    ['trust domain', { trustDomain: 'example.com' }, { trustDomain: 'example.com' }],
    ['no tracing', { tracing: { enabled: false } }, { enableTracing: false }],
    ['locality', { locality: { failover: [] } }, { localityLbSetting: { enabled: true, failover: [] } }],
  ])('says what was asked for: %s', (_, settings, expected) => {
    expect(withMesh(settings)).toMatchObject(expected);
    expect(configOf()).not.toMatchObject(expected);
  });

  it.each<[string, Settings['tracing'], object]>([
    ['zipkin of the mesh', {}, { zipkin: { address: 'zipkin.istio-system:9411' } }],
    ['zipkin elsewhere', { zipkin: { address: 'traces:9411' } }, { zipkin: { address: 'traces:9411' } }],
    ['datadog', { tracer: 'datadog' }, { datadog: { address: '$(HOST_IP):8126' } }],
    [
      'lightstep',
      { tracer: 'lightstep', lightstep: { address: 'ls:443', accessToken: 'abc', cacertPath: '/etc/ls/ca.pem' } },
      { lightstep: { address: 'ls:443', accessToken: 'abc', secure: true, cacertPath: '/etc/ls/ca.pem' } },
    ],
  ])('sends spans to %s', (_, tracing, expected) => {
    expect(withMesh({ tracing })['defaultConfig']).toHaveProperty('tracing', expected);
  });

  it('names mixer only where it is installed', () => {
    expect(configOf({ mesh: { clusterDomain: 'corp.local' } })).toMatchObject({
      mixerCheckServer: 'istio-policy.istio-system.svc.corp.local:9091',
      mixerReportServer: 'istio-telemetry.istio-system.svc.corp.local:9091',
    });
    const without = configOf({ mesh: { policyChecks: true }, components: { policy: { enabled: false } } });
    expect(without).not.toHaveProperty('mixerCheckServer');
    expect(without).not.toHaveProperty('policyCheckFailOpen');
    expect(without).toHaveProperty('disablePolicyChecks', true);
  });

  it('goes over to the secured ports with control-plane security', () => {
    expect(withMesh({ controlPlaneSecurity: true })).toMatchObject({
      mixerCheckServer: 'istio-policy.istio-system.svc.cluster.local:15004',
      configSources: [{ address: 'istio-galley.istio-system.svc:9901', tlsSettings: { mode: 'ISTIO_MUTUAL' } }],
      defaultConfig: { controlPlaneAuthPolicy: 'MUTUAL_TLS', discoveryAddress: 'istio-pilot.istio-system:15011' },
    });
  });

  it('points pilot at galley only when it is to read from there', () => {
    expect(configOf()).toHaveProperty('configSources', [{ address: 'istio-galley.istio-system.svc:9901' }]);
    expect(withMesh({ useMCP: false })).not.toHaveProperty('configSources');
  });

  it('names the ingress gateway only where one is installed', () => {
    expect(configOf()).toHaveProperty('ingressService', 'istio-ingressgateway');
    expect(configOf({ gateways: [{ name: 'istio-ingressgateway', enabled: false }] })).not.toHaveProperty(
      'ingressService',
    );
  });

  it('serves Kubernetes Ingress where pilot can still read it, and never waits for it elsewhere', () => {
    const settings = { mesh: { kubernetesIngress: { enabled: true } } };
    expect(configOf(settings, '1.21')).toHaveProperty('ingressControllerMode', 'STRICT');
    expect(configOf(settings, '1.36')).not.toHaveProperty('ingressControllerMode');
  });

  it('names the socket of the node agent only when certificates come from there', () => {
    expect(configOf({ sidecar: { sds: { udsPath: 'unix:/x' } } })).toHaveProperty('sdsUdsPath', '');
    expect(configOf({ sidecar: { sds: { enabled: true } } })).toHaveProperty(
      'sdsUdsPath',
      'unix:/var/run/sds/uds_path',
    );
    expect(configOf({ sidecar: { sds: { enabled: true, udsPath: 'unix:/x' } } })).toHaveProperty(
      'sdsUdsPath',
      'unix:/x',
    );
  });

  it('gives the user the last word on every field, deeply', () => {
    const config = { dnsRefreshRate: '1s', defaultConfig: { drainDuration: '1s' }, configSources: [] };
    expect(withMesh({ config })).toMatchObject({
      dnsRefreshRate: '1s',
      defaultConfig: { drainDuration: '1s', proxyAdminPort: 15000 },
      configSources: [],
    });
  });

  it('quotes words that an older YAML takes for a truth value', () => {
    expect(dataOf({ mesh: { config: { ingressControllerMode: 'OFF' } } })['mesh']).toContain(
      `ingressControllerMode: 'OFF'`,
    );
  });

  it('is the same text whoever wrote a map in which order', () => {
    const one = { mesh: { config: { a: { x: 1, y: 2 }, b: 3 }, networks: { n: { gateways: [], endpoints: [] } } } };
    const two = { mesh: { networks: { n: { endpoints: [], gateways: [] } }, config: { b: 3, a: { y: 2, x: 1 } } } };
    expect(dataOf(one)).toEqual(dataOf(two));
  });

  it('lists the networks of the mesh, even when there are none', () => {
    expect(dataOf()['meshNetworks']).toBe('networks: {}\n');
  });
});

describe('mesh configuration of a release', () => {
  const of = (version: string, spec: Partial<MeshInstallSpec> = {}, kubernetes = '1.36') =>
    configOf({ version, ...spec }, kubernetes);
  const proxyOf = (version: string, spec: Partial<MeshInstallSpec> = {}) =>
    of(version, spec)['defaultConfig'] as Record<string, unknown>;

  it('has no field that the binaries of 1.0 would refuse', () => {
    const fields = [
      'accessLogFile',
      'defaultConfig',
      'disablePolicyChecks',
      'enableTracing',
      'ingressControllerMode',
      'mixerCheckServer',
      'mixerReportServer',
      'sdsRefreshDelay',
      'sdsUdsPath',
    ];
    expect(Object.keys(of('1.0.0')).sort()).toEqual(fields);
    expect(Object.keys(of('1.0.3')).sort()).toEqual([...fields, 'policyCheckFailOpen'].sort());
    expect(dataOf({ version: '1.0.0' })).not.toHaveProperty('meshNetworks');
  });

  it('tells pilot of 1.0 to leave Ingress alone, which waits for it for ever where its API is gone', () => {
    expect(dataOf({ version: '1.0.6' }, '1.36')['mesh']).toContain(`ingressControllerMode: 'OFF'`);
    const asked = { mesh: { kubernetesIngress: { enabled: true } } };
    expect(of('1.0.6', asked, '1.36')).toHaveProperty('ingressControllerMode', 'OFF');
    expect(of('1.0.6', asked, '1.21')).toHaveProperty('ingressControllerMode', 'STRICT');
    expect(of('1.1.0')).not.toHaveProperty('ingressControllerMode');
  });

  it('sends sidecars to the port of pilot that the release has for them', () => {
    const secured = { mesh: { controlPlaneSecurity: true } };
    expect(proxyOf('1.0.6')['discoveryAddress']).toBe('istio-pilot.istio-system:15007');
    expect(proxyOf('1.0.6', secured)['discoveryAddress']).toBe('istio-pilot.istio-system:15005');
    expect(proxyOf('1.1.0')['discoveryAddress']).toBe('istio-pilot.istio-system:15010');
  });

  it('sends spans and statistics where Envoy of the release sends them', () => {
    expect(proxyOf('1.0.6')).toMatchObject({ zipkinAddress: 'zipkin.istio-system:9411' });
    expect(proxyOf('1.0.6')).not.toHaveProperty('tracing');
    expect(proxyOf('1.0.2')).toHaveProperty('statsdUdpAddress', 'istio-statsd-prom-bridge.istio-system:9125');
    expect(proxyOf('1.0.3')).not.toHaveProperty('statsdUdpAddress');
  });

  it.each([
    ['statsd', 'statsd.istio-system'],
    ['statsd:9125', 'statsd.istio-system:9125'],
    ['statsd.monitoring:9125', 'statsd.monitoring:9125'],
    ['192.0.2.1:9125', '192.0.2.1:9125'],
    ['[2001:db8::1]:9125', '[2001:db8::1]:9125'],
    ['[2001:db8::1]', '[2001:db8::1]'],
  ])('sends statistics for %s to %s where the release completes names', (address, wanted) => {
    expect(proxyOf('1.0.2', { mesh: { statsd: { address } } })).toHaveProperty('statsdUdpAddress', wanted);
    expect(proxyOf('1.4.10', { mesh: { statsd: { address } } })).toHaveProperty('statsdUdpAddress', address);
  });

  it('names the services that take logs and metrics as Envoy of the release knows them', () => {
    const metricsService = { address: 'metrics:2' };
    const accessLogService = { address: 'als:1', tlsSettings: { mode: 'SIMPLE' as const } };
    expect(proxyOf('1.1.17', { mesh: { metricsService } })).toHaveProperty('envoyMetricsServiceAddress', 'metrics:2');
    expect(proxyOf('1.3.8', { mesh: { metricsService } })).toHaveProperty('envoyMetricsService', metricsService);
    const connection = { tcpKeepalive: { interval: '10s', probes: 3, time: '10s' } };
    expect(proxyOf('1.4.10', { mesh: { accessLogService } })).toHaveProperty('envoyAccessLogService', {
      address: 'als:1',
      tlsSettings: { mode: 'SIMPLE', subjectAltNames: [] },
      ...connection,
    });
    expect(of('1.4.10', { mesh: { accessLogService } })).toHaveProperty('enableEnvoyAccessLogService', true);
    expect(of('1.4.10')).toHaveProperty('enableEnvoyAccessLogService', false);
  });

  it('limits the threads of Envoy from the first release on, and says so before 1.0.2 only when it does', () => {
    expect(proxyOf('1.0.1')).not.toHaveProperty('concurrency');
    expect(proxyOf('1.0.1', { sidecar: { concurrency: 3 } })).toHaveProperty('concurrency', 3);
    expect(proxyOf('1.0.2')).toHaveProperty('concurrency', 0);
  });

  it('has the fields that came with patches of 1.1', () => {
    const spec = { mesh: { locality: { distribute: [] } } };
    expect(of('1.1.2', spec)).not.toHaveProperty('connectTimeout');
    expect(of('1.1.2', spec)).not.toHaveProperty('localityLbSetting');
    expect(of('1.1.3', spec)).toMatchObject({ connectTimeout: '10s', localityLbSetting: { distribute: [] } });
    expect(of('1.1.3')).toHaveProperty('localityLbSetting', {});
    expect(of('1.1.3', { mesh: { locality: { enabled: false } } })).not.toHaveProperty('localityLbSetting');
  });

  it('has sidecars of 1.1 and 1.2 show the node agent their ordinary token', () => {
    expect(of('1.2.10', { profile: 'sds-auth' })).toMatchObject({ sdsUseK8sSaJwt: true, enableSdsTokenMount: false });
    expect(of('1.2.10')).toHaveProperty('sdsUseK8sSaJwt', false);
    expect(of('1.3.0', { profile: 'sds-auth' })).not.toHaveProperty('sdsUseK8sSaJwt');
  });
});

describe('mesh configuration of a remote cluster', () => {
  const remote = { pilotAddress: '10.0.0.1', policyAddress: '10.0.0.2', telemetryAddress: 'fd00::3' };
  const of = (settings: object) => configOf({ profile: 'remote', mesh: { remote: settings } });

  it('leads sidecars to the control plane of the other cluster', () => {
    expect(of(remote)).toMatchObject({
      mixerCheckServer: '10.0.0.2:15004',
      mixerReportServer: '[fd00::3]:15004',
      policyCheckFailOpen: false,
      defaultConfig: { discoveryAddress: '10.0.0.1:15010' },
    });
  });

  it('goes by the names of Services where some lead there', () => {
    expect(of({ ...remote, createServiceEndpoints: true })).toMatchObject({
      mixerCheckServer: 'istio-policy.istio-system:15004',
      defaultConfig: { discoveryAddress: 'istio-pilot.istio-system:15010' },
    });
  });

  it('names no mixer that nobody named', () => {
    expect(of({ pilotAddress: '10.0.0.1' })).not.toHaveProperty('mixerCheckServer');
  });
});
