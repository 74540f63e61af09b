import { describe, expect, it } from '@jest/globals';
import { render } from '../../../charts/render.ts';
import type { Manifest } from '../../../charts/kit/types.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { meshOf } from '../../support/mesh.ts';
import { faultsOf } from '../../support/references.ts';

const KUBERNETES = ['1.16', '1.21', '1.22', '1.25', '1.36'];

/** A control plane in another cluster. */
const ELSEWHERE: NonNullable<MeshInstallSpec['mesh']> = {
  remote: {
    pilotAddress: '192.0.2.1',
    policyAddress: '192.0.2.2',
    telemetryAddress: '192.0.2.3',
    createServiceEndpoints: true,
  },
};

/** Specs that bring every reference that the charts can make, and the Secrets that their users have to make. */
const SPECS: readonly [string, Partial<MeshInstallSpec>, string[]][] = [
  ['default', {}, []],
  ['demo', { profile: 'demo' }, []],
  ['minimal', { profile: 'minimal' }, []],
  [
    'several replicas',
    { components: { pilot: { replicas: 2, autoscaling: { enabled: false } }, policy: { autoscaling: { min: 2 } } } },
    [],
  ],
  ['telemetry without policy', { components: { policy: { enabled: false } } }, []],
  ['policy without telemetry', { components: { telemetry: { enabled: false } } }, []],
  ['a secure control plane', { mesh: { mtls: { enabled: true }, controlPlaneSecurity: true } }, []],
  ['a supplied authority', { components: { citadel: { selfSigned: false } } }, []],
  [
    'grafana with its own data and log-in',
    { components: { grafana: { enabled: true, persistence: { enabled: true }, auth: { enabled: true } } } },
    ['grafana'],
  ],
  ['zipkin', { components: { tracing: { enabled: true, provider: 'zipkin' } } }, []],
  [
    'lightstep',
    { mesh: { tracing: { tracer: 'lightstep', lightstep: { address: 'l:1', cacertPath: '/etc/lightstep/ca.pem' } } } },
    [],
  ],
  [
    'a private registry',
    { profile: 'demo', images: { hub: 'registry.example:5000/istio', pullSecrets: ['pull'] } },
    ['pull'],
  ],
  [
    'more gateways',
    {
      gateways: [
        { name: 'edge', sds: { enabled: true } },
        { name: 'istio-egressgateway', enabled: true },
      ],
    },
    [],
  ],
  [
    'gateways in namespaces of their own',
    {
      gateways: [
        { name: 'istio-ingressgateway', namespace: 'edge', sds: { enabled: true } },
        { name: 'second', namespace: 'edge', replicas: 2, autoscaling: { enabled: false } },
        { name: 'third', namespace: 'other' },
      ],
    },
    [],
  ],
  ['remote', { profile: 'remote' }, []],
  ['a control plane elsewhere', { profile: 'remote', mesh: ELSEWHERE }, []],
  ['sds-auth', { profile: 'sds-auth' }, []],
  ['names of other clusters', { components: { coredns: { enabled: true } } }, []],
  ['pilot without proxy', { components: { pilot: { sidecar: false } } }, []],
];

describe.each(KUBERNETES)('on Kubernetes %s', (kubernetes) => {
  it.each(SPECS)('nothing of %s refers to what nobody provides', (_what, spec, supplied) => {
    expect(faultsOf(render(meshOf(spec, kubernetes)), { supplied })).toEqual([]);
  });

  it.each(SPECS)('nothing of %s refers to another namespace', (_what, spec, supplied) => {
    expect(faultsOf(render(meshOf({ ...spec, namespace: 'mesh-one' }, kubernetes)), { supplied })).toEqual([]);
  });
});

/** What each of these kinds is rendered for: to be referred to by another object of the mesh. */
const REFERRED = new Set(['ConfigMap', 'ServiceAccount', 'Deployment', 'PersistentVolumeClaim', 'ClusterRole', 'Role']);

/** Referred to by people, by name in a program's arguments, or by nobody on purpose. */
const UNREFERRED = new Set(['ClusterRole kiali-viewer', 'ConfigMap istio-sidecar-injector']);

/** What is taken away, and a fault that has to be seen. */
const LOSSES: readonly [string, string][] = [
  ['ConfigMap istio-grafana', 'Deployment grafana: nobody provides ConfigMap istio-grafana'],
  ['Deployment istio-citadel', 'Deployment istio-galley: nobody provides Secret istio.istio-galley-service-account'],
  ['ServiceAccount prometheus', 'Deployment prometheus: nobody provides ServiceAccount prometheus'],
  ['Deployment kiali', 'Service kiali: selects pods of 0 workloads'],
  ['handler prometheus', 'rule promhttp: nobody provides handler prometheus'],
  ['instance requestcount', 'rule promhttp: nobody provides instance requestcount'],
  [
    'Service istio-sidecar-injector',
    'MutatingWebhookConfiguration istio-sidecar-injector: nobody answers webhook sidecar-injector.istio.io',
  ],
];

describe('the check itself', () => {
  const spec = {
    profile: 'demo' as const,
    components: { grafana: { persistence: { enabled: true } } },
    gateways: [{ name: 'edge', sds: { enabled: true } }],
  };
  const manifests = render(meshOf(spec));
  const label = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

  it('sees that an object is missing, whichever it is', () => {
    const candidates = manifests.filter((m) => REFERRED.has(m.kind) && !UNREFERRED.has(label(m)));
    const unseen = candidates.filter((m) => faultsOf(manifests.filter((other) => other !== m)).length === 0);
    expect(candidates.length).toBeGreaterThan(30);
    expect(unseen.map(label)).toEqual([]);
  });

  it.each(LOSSES)('sees the loss of %s where it is needed', (gone, fault) => {
    expect(faultsOf(manifests)).toEqual([]);
    expect(faultsOf(manifests.filter((m) => label(m) !== gone))).toContain(fault);
  });

  it('sees handlers and instances that rules of 1.0 and 1.1 name by their kind', () => {
    const without = (version: string, gone: string): string[] =>
      faultsOf(
        render(meshOf({ version })).filter((m) => label(m) !== gone),
        { version },
      );
    const rule = 'rule promhttp: nobody provides';
    expect(without('1.0.9', 'prometheus handler')).toContain(`${rule} prometheus handler`);
    expect(without('1.1.17', 'handler prometheus')).toContain(`${rule} handler prometheus`);
    expect(without('1.1.17', 'metric requestcount')).toContain(`${rule} metric requestcount`);
  });

  it('sees that a Service without selector has nowhere to lead', () => {
    const elsewhere = render(meshOf({ profile: 'remote', mesh: ELSEWHERE }));
    expect(faultsOf(elsewhere)).toEqual([]);
    expect(faultsOf(elsewhere.filter((m) => label(m) !== 'Endpoints istio-pilot'))).toEqual([
      'Service istio-pilot: nobody provides Endpoints istio-pilot',
    ]);
  });

  it('sees a Service that leads nowhere', () => {
    const moved = manifests.map((m) => {
      if (label(m) !== 'Service istio-galley') return m;
      return { ...m, spec: { selector: { istio: 'galley' }, ports: [{ name: 'x', port: 1234 }] } };
    });
    expect(faultsOf(moved)).toEqual([
      'Service istio-galley: its pods have no port 1234/TCP',
      'ValidatingWebhookConfiguration istio-galley: nobody answers webhook pilot.validation.istio.io',
      'ValidatingWebhookConfiguration istio-galley: nobody answers webhook mixer.validation.istio.io',
    ]);
  });
});
