import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINORS } from '../../../../../charts/catalog/minor.ts';
import { RELEASES } from '../../../../../charts/catalog/releases.ts';
import type { MeshInstallSpec } from '../../../../../src/api/spec/index.ts';
import { expectedOf } from '../../../../support/inject/expected.ts';
import { Injector, type InjectedContainer, type InjectedPod } from '../../../../support/inject/inject.ts';
import { flagOf, meshOf } from '../../../../support/mesh.ts';

const BUILD_TIMEOUT_MS = 120_000;

describe('injection of every release', () => {
  let injector: Injector;

  beforeAll(async () => {
    injector = await Injector.build();
  }, BUILD_TIMEOUT_MS);

  afterAll(() => {
    injector.close();
  });

  const inject = (version: string, pod: InjectedPod = {}, spec: Partial<MeshInstallSpec> = {}) =>
    injector.inject(meshOf({ version, ...spec }), pod);
  const proxy = (...args: Parameters<typeof inject>): InjectedContainer => inject(...args).containers[0]!;
  const init = (...args: Parameters<typeof inject>): InjectedContainer => inject(...args).initContainers![0]!;
  const flag = (container: InjectedContainer, name: string) => flagOf(container as Parameters<typeof flagOf>[0], name);
  const names = (container: InjectedContainer) => container.env?.map(({ name }) => name);
  const variable = (container: InjectedContainer, name: string) => container.env?.find((v) => v.name === name)?.value;

  it.each([...MINORS])('is in %s what the official chart gives', (minor) => {
    const { version, injection } = expectedOf(minor);
    expect(inject(version)).toEqual(injection);
  });

  it.each([...MINORS])('speaks to a secured control plane in %s', (minor) => {
    const { version } = expectedOf(minor);
    const container = proxy(version, {}, { mesh: { controlPlaneSecurity: true, mtls: { enabled: true } } });
    expect(flag(container, '--controlPlaneAuthPolicy')).toBe('MUTUAL_TLS');
    expect(flag(container, '--discoveryAddress')).toBe(`istio-pilot.istio-system:${minor === '1.0' ? 15005 : 15011}`);
  });

  it.each(['1.1.17', '1.2.10', '1.3.8', '1.4.10'])('takes certificates from the node agent in %s', (version) => {
    const { containers, volumes } = inject(version, {}, { profile: 'sds-auth' });
    const mounts = containers[0]?.volumeMounts?.map(({ name }) => name);
    const token = version >= '1.3' ? ['istio-token'] : [];
    expect(mounts).toEqual(['istio-envoy', 'sds-uds-path', ...token]);
    expect(volumes.map(({ name }) => name)).toEqual(['istio-envoy', 'sds-uds-path', ...token]);
  });

  const several: InjectedPod = {
    spec: {
      serviceAccountName: 'robot',
      containers: [
        { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }] },
        { name: 'b', ports: [{ containerPort: 81 }] },
      ],
    },
  };
  const none: InjectedPod = { labels: {}, spec: { containers: [{ name: 'a' }] } };
  const annotated: InjectedPod = {
    annotations: {
      'sidecar.istio.io/proxyImage': 'registry/proxy:1',
      'sidecar.istio.io/controlPlaneAuthPolicy': 'MUTUAL_TLS',
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.2.0.0/16',
      'traffic.sidecar.istio.io/includeInboundPorts': '',
      'traffic.sidecar.istio.io/excludeInboundPorts': '22',
      note: '"\n  - name: X [[ .Spec ]] {{ .Spec }}',
    },
  };

  it.each([...RELEASES])('gives YAML in %s for pods with many ports, none and annotations of their own', (version) => {
    const many = inject(version, several);
    expect(many.volumes).toContainEqual({ name: 'istio-certs', secret: { optional: true, secretName: 'istio.robot' } });
    const captured = flag(many.initContainers![0]!, '-b')!;
    expect(captured === '*' || captured.startsWith('80,')).toBe(true);
    const bare = inject(version, none);
    expect(bare.volumes).toContainEqual({
      name: 'istio-certs',
      secret: { optional: true, secretName: 'istio.default' },
    });
    expect(names(bare.containers[0]!)).not.toContain('ISTIO_METAJSON_LABELS');
    const own = inject(version, annotated);
    expect(own.containers[0]).toMatchObject({ image: 'registry/proxy:1' });
    expect(flag(own.containers[0]!, '--controlPlaneAuthPolicy')).toBe('MUTUAL_TLS');
    expect(flag(own.initContainers![0]!, '-i')).toBe('10.2.0.0/16');
    expect(flag(own.initContainers![0]!, '-b')).toBe('');
    expect(flag(own.initContainers![0]!, '-d')).toMatch(/^22(,15020)?$/);
  });

  it.each(['1.0.0', '1.0.9', '1.1.17', '1.2.0', '1.4.10'])('never executes in %s what a setting says', (version) => {
    const image = 'registry/[[ .Spec ]]{{ .Spec }}:1';
    expect(proxy(version, {}, { images: { overrides: { proxy: image } } }).image).toBe(image);
    expect(proxy(version, {}, { images: { overrides: { proxy: '[[' } } }).image).toBe('[[');
    expect(proxy(version, {}, { images: { hub: '{{[[ ]]}}' } }).image).toBe(`{{[[ ]]}}/proxyv2:${version}`);
  });

  it('captures the ports that a pod declares up to 1.2, and all since, unless the mesh says which', () => {
    const ports = (version: string, setting?: string) =>
      flag(
        init(version, {}, setting === undefined ? {} : { sidecar: { capture: { includeInboundPorts: setting } } }),
        '-b',
      );
    expect(['1.0.0', '1.0.9', '1.1.0', '1.2.10', '1.3.0'].map((version) => ports(version))).toEqual([
      '80,',
      '80',
      '80',
      '80',
      '*',
    ]);
    for (const version of ['1.0.0', '1.0.9', '1.1.0', '1.2.10', '1.3.0']) expect(ports(version, '90,91')).toBe('90,91');
  });

  it('tells istio-iptables of 1.2 where the traffic of all ports goes', () => {
    const all = { annotations: { 'traffic.sidecar.istio.io/includeInboundPorts': '*' } };
    expect(init('1.2.10', all).env).toEqual([{ name: 'INBOUND_CAPTURE_PORT', value: '15006' }]);
    expect(init('1.2.10', {}, { sidecar: { capture: { includeInboundPorts: '*' } } }).env).toHaveLength(1);
    expect(init('1.2.10').env).toBeUndefined();
  });

  it('gives istio-iptables only flags that it knows', () => {
    const annotations = {
      'traffic.sidecar.istio.io/excludeOutboundPorts': '25',
      'traffic.sidecar.istio.io/kubevirtInterfaces': 'eth1',
    };
    const flags = (version: string) => ['-o', '-k'].map((name) => flag(init(version, { annotations }), name));
    expect(flags('1.0.9')).toEqual([undefined, undefined]);
    expect(flags('1.1.0')).toEqual([undefined, 'eth1']);
    expect(flags('1.2.0')).toEqual(['25', 'eth1']);
  });

  it('confines both containers more from patch to patch', () => {
    const contexts = (version: string) => {
      const { initContainers, containers } = inject(version);
      return [initContainers![0]!['securityContext'], containers[0]!['securityContext']] as Record<string, unknown>[];
    };
    expect(contexts('1.0.0').map(({ privileged }) => privileged)).toEqual([true, false]);
    expect(contexts('1.0.1').map(({ privileged }) => privileged)).toEqual([undefined, undefined]);
    expect(contexts('1.0.3').map(({ privileged }) => privileged)).toEqual([true, undefined]);
    expect(contexts('1.1.2')[0]).not.toHaveProperty('runAsUser');
    expect(contexts('1.1.3')[0]).toHaveProperty('runAsUser', 0);
    expect(contexts('1.3.6')[1]).not.toHaveProperty('allowPrivilegeEscalation');
    expect(contexts('1.3.7')).toEqual(contexts('1.4.3'));
  });

  it.each([...RELEASES])('gives the sidecar of %s what transparent interception needs', (version) => {
    const { securityContext } = proxy(version, { annotations: { 'sidecar.istio.io/interceptionMode': 'TPROXY' } });
    expect(securityContext).toMatchObject({ capabilities: { add: ['NET_ADMIN'] }, runAsGroup: 1337 });
    expect(securityContext).not.toHaveProperty('runAsUser', 1337);
  });

  it('lets Envoy write core dumps, with what each release needs for it', () => {
    const settings = { mesh: { coreDump: { enabled: true } } };
    const dump = (version: string, spec: Partial<MeshInstallSpec> = {}) =>
      inject(version, {}, { ...settings, ...spec }).initContainers?.at(-1);
    expect(inject('1.4.10', {}, settings).initContainers?.map(({ name }) => name)).toEqual([
      'istio-init',
      'enable-core-dump',
    ]);
    expect(dump('1.0.0')?.args?.at(-1)).toContain('/etc/istio/proxy/core.');
    expect(dump('1.0.3')?.args?.at(-1)).toContain('/var/lib/istio/core.proxy');
    expect(dump('1.2.10')?.image).toBe('docker.io/istio/proxy_init:1.2.10');
    expect(dump('1.3.0')?.image).toBe('ubuntu:xenial');
    expect(dump('1.4.2')?.['securityContext']).toEqual({ privileged: true, runAsNonRoot: false, runAsUser: 0 });
    expect(dump('1.4.3')?.['securityContext']).toMatchObject({ capabilities: { add: ['SYS_ADMIN'], drop: ['ALL'] } });
    expect(proxy('1.4.10', {}, settings)['securityContext']).toMatchObject({ readOnlyRootFilesystem: false });
    expect(proxy('1.0.0', {}, settings)['securityContext']).toMatchObject({ readOnlyRootFilesystem: true });
    expect(dump('1.3.8', { sidecar: { cni: { enabled: true } } })?.name).toBe('enable-core-dump');
  });

  it('gives the sidecar hooks, and the services that take its logs and metrics', () => {
    const preStop = { exec: { command: ['sh', '-c', 'echo {{ [[ bye'] } };
    const mesh = { accessLogService: { address: 'als:1' }, metricsService: { address: 'metrics:2' } };
    for (const version of ['1.3.8', '1.4.10']) {
      const container = proxy(version, {}, { mesh, sidecar: { lifecycle: { preStop } } });
      expect(container['lifecycle']).toEqual({ preStop });
      expect(JSON.parse(flag(container, '--envoyAccessLogService') ?? '')).toEqual({
        address: 'als:1',
        tlsSettings: { mode: 'DISABLE', subjectAltNames: [] },
        tcpKeepalive: { interval: '10s', probes: 3, time: '10s' },
      });
    }
    const { metricsService } = mesh;
    const sent = (version: string, name: string) => flag(proxy(version, {}, { mesh: { metricsService } }), name);
    expect(sent('1.1.17', '--envoyMetricsServiceAddress')).toBe('metrics:2');
    expect(sent('1.3.8', '--envoyMetricsServiceAddress')).toBe('metrics:2');
    expect(sent('1.4.10', '--envoyMetricsService')).toContain('"address":"metrics:2"');
    expect(proxy('1.4.10').args?.join(' ')).not.toContain('Service');
  });

  it('checks the redirection of istio-cni since 1.4.5, and redirects nothing itself', () => {
    const cni = { sidecar: { cni: { enabled: true } } };
    expect(inject('1.1.0', {}, cni).initContainers).toBeUndefined();
    expect(inject('1.4.4', {}, cni).initContainers).toBeUndefined();
    expect(init('1.4.5', {}, cni).name).toBe('istio-validation');
  });

  it('tells pilot of labels and annotations since 1.0.3, of ports since 1.3', () => {
    const pod = { annotations: { a: 'b' } };
    expect(names(proxy('1.0.2', pod))).not.toContain('ISTIO_METAJSON_LABELS');
    expect(variable(proxy('1.0.3', pod), 'ISTIO_METAJSON_LABELS')).toBe('{"app":"hello"}');
    expect(variable(proxy('1.0.3', pod), 'ISTIO_METAJSON_ANNOTATIONS')).toBe('{"a":"b"}');
    expect(JSON.parse(variable(proxy('1.3.0', several), 'ISTIO_META_POD_PORTS')!)).toHaveLength(3);
    expect(JSON.parse(variable(proxy('1.4.0', none), 'ISTIO_META_POD_PORTS')!)).toEqual([]);
  });

  it('has a port of statistics and a readiness port in 1.0 where it can', () => {
    const asked = { sidecar: { readiness: { statusPort: 15020 } } };
    expect(proxy('1.0.2')).not.toHaveProperty('ports');
    expect(proxy('1.0.3')).toHaveProperty('ports');
    expect(flag(proxy('1.0.9'), '--statusPort')).toBeUndefined();
    expect(flag(proxy('1.0.9', {}, asked), '--statusPort')).toBe('15020');
    expect(proxy('1.0.9', {}, asked)).toHaveProperty('readinessProbe');
    expect(flag(init('1.0.9', {}, asked), '-d')).toBe('15020');
  });

  it('sends statistics of 1.0.2 and older to their bridge', () => {
    expect(flag(proxy('1.0.2'), '--statsdUdpAddress')).toBe('istio-statsd-prom-bridge.istio-system:9125');
    expect(flag(proxy('1.0.3'), '--statsdUdpAddress')).toBeUndefined();
  });

  it.each([...MINORS])('sends spans and statistics to IPv6 addresses in %s', (minor) => {
    const { version } = expectedOf(minor);
    const [zipkin, statsd] = ['[2001:db8::1]:9411', '[2001:db8::2]:9125'];
    const mesh = { tracing: { zipkin: { address: zipkin } }, statsd: { address: statsd } };
    const container = proxy(version, {}, { mesh });
    expect([flag(container, '--zipkinAddress'), flag(container, '--statsdUdpAddress')]).toEqual([zipkin, statsd]);
  });

  it('mounts the volumes that a pod brings since 1.1', () => {
    const annotations = {
      'sidecar.istio.io/userVolume': '{"extra":{"secret":{"secretName":"s","optional":true}}}',
      'sidecar.istio.io/userVolumeMount': '{"extra":{"mountPath":"/extra","readOnly":true}}',
    };
    for (const version of ['1.1.0', '1.2.0', '1.3.0', '1.4.0']) {
      const { containers, volumes } = inject(version, { annotations });
      expect(volumes).toContainEqual({ name: 'extra', secret: { secretName: 's', optional: true } });
      expect(containers[0]?.volumeMounts).toContainEqual({ name: 'extra', mountPath: '/extra', readOnly: true });
    }
    expect(inject('1.0.9', { annotations }).volumes).toHaveLength(2);
  });

  it('serves a cluster with a domain of its own', () => {
    const own = { mesh: { clusterDomain: 'corp.local' } };
    expect(flag(proxy('1.0.9'), '--domain')).toBeUndefined();
    for (const version of ['1.0.9', '1.1.0', '1.4.10']) {
      expect(flag(proxy(version, {}, own), '--domain')).toBe('$(POD_NAMESPACE).svc.corp.local');
    }
  });
});
