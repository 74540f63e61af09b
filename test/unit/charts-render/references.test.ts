import { describe, expect, it } from '@jest/globals';
import { render } from '../../../charts/render.ts';
import type { Manifest } from '../../../charts/kit/types.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { meshOf } from '../../support/mesh.ts';
import { faultsOf } from '../../support/references.ts';

const KUBERNETES = ['1.16', '1.21', '1.22', '1.25', '1.36'];

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
  ['pilot without proxy', { components: { pilot: { sidecar: false } } }, []],
];

describe.each(KUBERNETES)('on Kubernetes %s', (kubernetes) => {
  it.each(SPECS)('nothing of %s refers to what nobody provides', (_what, spec, supplied) => {
    expect(faultsOf(render(meshOf(spec, kubernetes)), supplied)).toEqual([]);
  });

  it.each(SPECS)('nothing of %s refers to another namespace', (_what, spec, supplied) => {
    expect(faultsOf(render(meshOf({ ...spec, namespace: 'mesh-one' }, kubernetes)), supplied)).toEqual([]);
  });
});

/** What each of these kinds is rendered for: to be referred to by another object of the mesh. */
const REFERRED = new Set(['ConfigMap', 'ServiceAccount', 'Deployment', 'PersistentVolumeClaim', 'ClusterRole', 'Role']);

/** Referred to by people, by name in a program's arguments, or by nobody on purpose. */
const UNREFERRED = new Set(['ClusterRole kiali-viewer', 'ConfigMap istio-sidecar-injector']);

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

  it('sees that a Secret is not issued when there is no citadel', () => {
    const without = manifests.filter(({ metadata }) => metadata.name !== 'istio-citadel');
    expect(faultsOf(without)).toContain(
      'Deployment istio-galley: nobody provides Secret istio.istio-galley-service-account',
    );
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
