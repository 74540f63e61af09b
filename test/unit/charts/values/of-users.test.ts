import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf, render, resolve, specFromValues, type ConvertedValues } from '../../../../charts/index.ts';

const RELEASES = ['1.0.6', '1.1.17', '1.2.10', '1.3.8', '1.4.10'];
const INGRESS = 'istio-ingressgateway';

const convert = (values: Record<string, unknown>, version: string): ConvertedValues =>
  specFromValues(values, { version, profile: 'default' });

/** The spec without its version, of values that leave nothing out. */
function specOf(values: Record<string, unknown>, version: string): Record<string, unknown> {
  const { spec, unmapped } = convert(values, version);
  expect(unmapped).toEqual([]);
  const { version: _, ...rest } = spec;
  return rest;
}

const ingress = (settings: object): Record<string, unknown> => ({ gateways: { [INGRESS]: settings } });
const ingressOf = (settings: object): object => ({ gateways: [{ name: INGRESS, ...settings }] });

describe.each(RELEASES)('values that people wrote for Istio %s', (version) => {
  it.each([
    { global: { mtls: true } },
    { 'global.mtls.enabled': true },
    { global: { 'mtls.enabled': true } },
    { global: { mtls: { enabled: 'true' } } },
  ])('turn mutual TLS on however it is spelt: %j', (values) => {
    expect(specOf(values, version)).toEqual({ mesh: { mtls: { enabled: true } } });
  });

  it('may have dots in the names of annotations, and values that templates quote', () => {
    const annotation = 'service.beta.kubernetes.io/azure-load-balancer-internal';
    expect(specOf(ingress({ serviceAnnotations: { [annotation]: true, 'a.b/c': 5 } }), version)).toEqual(
      ingressOf({ serviceAnnotations: { [annotation]: 'true', 'a.b/c': '5' } }),
    );
    const shown = { enabled: true, hosts: ['a.example'], annotations: { 'kubernetes.io/tls-acme': true } };
    expect(specOf({ kiali: { enabled: true, ingress: shown } }, version)).toMatchObject({
      components: { kiali: { ingress: { annotations: { 'kubernetes.io/tls-acme': 'true' } } } },
    });
  });

  it('may quote numbers in lists, and leave quotes out', () => {
    const ports = [{ port: '80', name: 'http2' }];
    const settings = { ports, resources: { limits: { cpu: 1.5 } }, loadBalancerSourceRanges: {} };
    expect(specOf(ingress(settings), version)).toEqual(
      ingressOf({ ports: [{ port: 80, name: 'http2' }], resources: { limits: { cpu: '1.5' } } }),
    );
  });

  it('lose one member of a list, by name, when only that is impossible', () => {
    const ports = [
      { port: 80, name: 'http2' },
      { port: 'many', name: 'https' },
    ];
    const { spec, unmapped } = convert(ingress({ ports }), version);
    expect(unmapped.map(({ key, value }) => [key, value])).toEqual([[`gateways.${INGRESS}.ports[1].port`, 'many']]);
    expect(spec.gateways).toEqual([{ name: INGRESS, ports: [{ port: 80, name: 'http2' }] }]);
  });

  it('take lists away by null, and say which other value null cannot take', () => {
    const { spec, unmapped } = convert({ ...ingress({ secretVolumes: null }), pilot: { resources: null } }, version);
    expect(spec).toEqual({ version, ...ingressOf({ secretVolumes: [] }) });
    expect(unmapped).toMatchObject([{ key: 'pilot.resources', value: null }]);
    expect(unmapped[0]?.message).toContain('2048Mi');
  });

  it.each(['galley', 'security'])('become a spec that can be rendered also without %s', (component) => {
    const { spec, unmapped } = convert({ [component]: { enabled: false } }, version);
    expect(render({ name: 'mesh', spec: resolve(spec), capabilities: capabilitiesOf('1.21') })).not.toEqual([]);
    if (unmapped.length > 0) expect(unmapped).toMatchObject([{ key: `${component}.enabled`, value: false }]);
    else expect(spec.components).toEqual({ [component]: { enabled: false } });
  });

  it('install no gateway that the chart would not: one without a switch, and any when all are off', () => {
    const mine = { ports: [{ port: 80, name: 'http' }] };
    expect(convert({ gateways: { mine } }, version)).toMatchObject({
      spec: { version },
      unmapped: [{ key: 'gateways.mine', message: expect.stringContaining('only with enabled: true') }],
    });
    const off = convert(
      { gateways: { enabled: false, mine: { ...mine, enabled: true }, [INGRESS]: { enabled: true } } },
      version,
    );
    expect(off.unmapped.map(({ key }) => key)).toEqual(['gateways.mine', `gateways.${INGRESS}.enabled`]);
    expect(resolve(off.spec).gateways.filter(({ enabled }) => enabled)).toEqual([]);
  });

  it('may have keys that every object has by birth', () => {
    const values = JSON.parse('{"__proto__": {"a": 1}, "constructor": {"b": 2}}') as Record<string, unknown>;
    expect(convert(values, version).unmapped.map(({ key }) => key)).toEqual(['__proto__.a', 'constructor.b']);
  });
});

describe('what the chart of a release does not read', () => {
  const told = (values: Record<string, unknown>, version: string): [unknown, string[]] => {
    const { spec, unmapped } = convert(values, version);
    return [spec, unmapped.map(({ key }) => key)];
  };

  it.each(RELEASES.slice(1))('leaves mixer on in %s when mixer.enabled is false', (version) => {
    expect(told({ mixer: { enabled: false } }, version)).toEqual([{ version }, ['mixer.enabled']]);
  });

  it.each(RELEASES)('captures no other ports in %s', (version) => {
    const values = { global: { proxy: { includeInboundPorts: '80' } } };
    expect(told(values, version)).toEqual([{ version }, ['global.proxy.includeInboundPorts']]);
    expect(told({ global: { proxy: { includeInboundPorts: '*' } } }, version)).toEqual([{ version }, []]);
  });

  it.each(RELEASES.slice(1))('chooses no gateway for Ingress in %s while Ingress is off', (version) => {
    expect(told({ global: { k8sIngress: { gatewayName: 'other' } } }, version)).toEqual([{ version }, []]);
  });

  it.each(RELEASES.slice(1))('keeps the resources that telemetry of %s has of its own', (version) => {
    const requests = { cpu: '11m' };
    expect(told({ mixer: { resources: { requests } } }, version)).toEqual([
      { version, components: { policy: { resources: { requests } } } },
      [],
    ]);
  });
});

describe('a key that no template of the chart reads', () => {
  it.each([
    ['1.4.10', { galley: { env: { A: 'b' } } }, 'galley.env', 'spec.components.galley.env'],
    ['1.3.8', { kiali: { podAnnotations: { a: 'b' } } }, 'kiali.podAnnotations', '1.4 does'],
    ['1.2.10', { prometheus: { image: 'mine' } }, 'prometheus.image', '1.3, 1.4 does'],
    ['1.1.17', { tracing: { replicaCount: 2 } }, 'tracing.replicaCount', '1.0 does'],
    ['1.4.10', { global: { proxy: { kubevirtInterfaces: 'eth1' } } }, 'global.proxy.kubevirtInterfaces', 'no other'],
    ['1.0.6', { mixer: { autoscaleMin: 3 } }, 'mixer.autoscaleMin', 'spec.components.policy.autoscaling.min'],
    ['1.0.6', { servicegraph: { prometheusAddr: 'http://a' } }, 'servicegraph.prometheusAddr', '1.1 does'],
  ])('has no effect in %s and is named: %j', (version, values, key, text) => {
    const { spec, unmapped } = convert(values, version);
    expect(spec).toEqual({ version });
    expect(unmapped).toMatchObject([{ key, message: expect.stringContaining(text) }]);
  });

  it('is the tag of CoreDNS before 1.4, whose image is a whole reference', () => {
    const istiocoredns = { enabled: true, coreDNSImage: 'example.com:5000/coredns' };
    const image = (version: string): unknown => specOf({ istiocoredns }, version)['components'];
    expect(image('1.3.8')).toEqual({ coredns: { enabled: true, image: 'example.com:5000/coredns' } });
    expect(image('1.4.10')).toEqual({ coredns: { enabled: true, image: 'example.com:5000/coredns:1.6.2' } });
  });
});

describe('settings of Ingress in 1.0, which has no switch for it', () => {
  it.each([{ k8sIngressSelector: 'edge' }, { k8sIngressHttps: true }])('name the switch: %j', (global) => {
    const { spec, unmapped } = convert({ global }, '1.0.6');
    expect(spec).toEqual({ version: '1.0.6' });
    expect(unmapped).toMatchObject([{ message: expect.stringContaining('spec.mesh.kubernetesIngress.enabled') }]);
    const usual = { k8sIngressSelector: 'ingress', k8sIngressHttps: false };
    expect(convert({ global: usual }, '1.0.6').unmapped).toEqual([]);
  });
});

describe('of two values that do not go together', () => {
  it.each(RELEASES.slice(1))('the one next to what is wrong goes in %s, and not the whole gateway', (version) => {
    const egress = { enabled: true, resources: { limits: { cpu: '1m' } } };
    const { spec, unmapped } = convert({ gateways: { 'istio-egressgateway': egress } }, version);
    expect(unmapped.map(({ key }) => key)).toEqual(['gateways.istio-egressgateway.resources.limits.cpu']);
    expect(resolve(spec).gateways.find(({ name }) => name === 'istio-egressgateway')?.enabled).toBe(true);
  });
});

describe('servicegraph', () => {
  it.each(['1.0.6', '1.1.17'])('of %s keeps its image, and its Service and Ingress are named', (version) => {
    const servicegraph = { enabled: true, image: 'mine', service: { type: 'NodePort' }, ingress: { enabled: true } };
    const { spec, unmapped } = convert({ servicegraph }, version);
    expect(spec.components).toEqual({ servicegraph: { enabled: true, image: `docker.io/istio/mine:${version}` } });
    expect(unmapped.map(({ key }) => key)).toEqual(['servicegraph.service.type', 'servicegraph.ingress.enabled']);
  });
});

describe('numbers and switches of tolerations and selectors', () => {
  it.each(['1.2.10', '1.3.8', '1.4.10'])('are quoted as the chart of %s quotes them', (version) => {
    const tolerations = [{ key: 'only', value: 1 }];
    const given = ingress({ tolerations, nodeSelector: { 'a.b/c': true }, podAnnotations: { 'a.b/c': 1 } });
    expect(specOf(given, version)).toEqual(
      ingressOf({
        tolerations: [{ key: 'only', value: '1' }],
        nodeSelector: { 'a.b/c': 'true' },
        podAnnotations: { 'a.b/c': '1' },
      }),
    );
  });
});

describe('null for a variable', () => {
  it.each(['1.1.17', '1.2.10', '1.3.8', '1.4.10'])('is named where the chart of %s sets that variable', (version) => {
    const { spec, unmapped } = convert({ pilot: { env: { PILOT_PUSH_THROTTLE: null, OTHER: null } } }, version);
    expect(spec).toEqual({ version });
    expect(unmapped).toMatchObject([{ key: 'pilot.env.PILOT_PUSH_THROTTLE', value: null }]);
  });
});
