import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { capabilitiesOf, RELEASES, render, resolve } from '../../../../charts/index.ts';
import { legacyIngress } from '../../../../charts/components/legacy-ingress.ts';
import type { ServiceSpec } from '../../../../charts/kit/types.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';
import { partOf } from '../../../../src/core/model/parts.ts';
import { withoutScaledReplicas } from '../../../../src/core/ownership/autoscaling.ts';
import { containerOf, deploymentOf, flagOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';
import { faultsOf } from '../../../support/references.ts';

type Ingress = NonNullable<NonNullable<MeshInstallSpec['components']>['ingress']>;

const specOf = (settings: Ingress = {}, spec: Partial<MeshInstallSpec> = {}): MeshInstallSpec => ({
  version: '1.0.6',
  ...spec,
  mesh: { ...spec.mesh, kubernetesIngress: { enabled: true, ...spec.mesh?.kubernetesIngress } },
  components: { ingress: { enabled: true, ...settings } },
});

const rendered = (...args: Parameters<typeof specOf>): Manifest[] => legacyIngress(meshOf(specOf(...args), '1.21'));
const wholeMesh = (...args: Parameters<typeof specOf>): Manifest[] => render(meshOf(specOf(...args), '1.21'));
const serviceOf = (settings: Ingress = {}): ServiceSpec => only(rendered(settings), 'Service')['spec'] as ServiceSpec;

/** What install/kubernetes/helm/istio/charts/ingress of 1.0.6 renders with `ingress.enabled`, as facts. */
const OF_THE_CHART: readonly [kind: string, name: string, facts: object][] = [
  [
    'ServiceAccount',
    'istio-ingress-service-account',
    { metadata: { namespace: 'istio-system', labels: { app: 'ingress' } } },
  ],
  ['ClusterRole', 'istio-ingress-istio-system', { metadata: { labels: { app: 'ingress' } } }],
  [
    'Service',
    'istio-ingress',
    {
      metadata: { namespace: 'istio-system', labels: { istio: 'ingress' } },
      spec: {
        type: 'LoadBalancer',
        selector: { istio: 'ingress' },
        ports: [
          { name: 'http', port: 80, nodePort: 32000 },
          { name: 'https', port: 443 },
        ],
      },
    },
  ],
  [
    'HorizontalPodAutoscaler',
    'istio-ingress',
    { spec: { minReplicas: 1, maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'istio-ingress' } } },
  ],
  [
    'Deployment',
    'istio-ingress',
    {
      metadata: { namespace: 'istio-system', labels: { app: 'ingress', istio: 'ingress' } },
      spec: {
        template: {
          metadata: { labels: { istio: 'ingress' }, annotations: { 'sidecar.istio.io/inject': 'false' } },
          spec: {
            serviceAccountName: 'istio-ingress-service-account',
            volumes: [
              { name: 'istio-certs', secret: { secretName: 'istio.istio-ingress-service-account', optional: true } },
              { name: 'ingress-certs', secret: { secretName: 'istio-ingress-certs', optional: true } },
            ],
          },
        },
      },
    },
  ],
];

describe('the ingress of 1.0', () => {
  it.each(OF_THE_CHART)('is the %s %s of the chart', (kind, name, facts) => {
    expect(only(rendered(), kind, name)).toMatchObject(facts);
  });

  it('is a proxy that is started as the chart starts it', () => {
    const proxy = containerOf(rendered(), 'ingress');
    expect(proxy.image).toBe('docker.io/istio/proxyv2:1.0.6');
    expect(proxy.args?.slice(0, 2)).toEqual(['proxy', 'ingress']);
    const flags = {
      '-v': '2',
      '--discoveryRefreshDelay': '1s',
      '--drainDuration': '45s',
      '--parentShutdownDuration': '1m0s',
      '--connectTimeout': '10s',
      '--serviceCluster': 'istio-ingress',
      '--zipkinAddress': 'zipkin:9411',
      '--proxyAdminPort': '15000',
      '--controlPlaneAuthPolicy': 'NONE',
      '--discoveryAddress': 'istio-pilot:8080',
    };
    expect(Object.fromEntries(Object.keys(flags).map((flag) => [flag, flagOf(proxy, flag)]))).toEqual(flags);
    expect(proxy.args).toHaveLength(2 + 2 * Object.keys(flags).length);
    expect(proxy.ports).toEqual([{ containerPort: 80 }, { containerPort: 443 }]);
    expect(Object.keys(valuesOf(proxy))).toEqual(['POD_NAME', 'POD_NAMESPACE', 'INSTANCE_IP']);
    expect(proxy.volumeMounts).toEqual([
      { name: 'istio-certs', mountPath: '/etc/certs', readOnly: true },
      { name: 'ingress-certs', mountPath: '/etc/istio/ingress-certs', readOnly: true },
    ]);
  });

  it('asks pilot over mutual TLS with control-plane security, and reports to statsd where there is one', () => {
    const secured = containerOf(rendered({}, { mesh: { controlPlaneSecurity: true } }), 'ingress');
    expect(flagOf(secured, '--discoveryAddress')).toBe('istio-pilot:15005');
    expect(flagOf(secured, '--controlPlaneAuthPolicy')).toBe('MUTUAL_TLS');
    const oldest = containerOf(rendered({}, { version: '1.0.0' }), 'ingress');
    expect(flagOf(oldest, '--statsdUdpAddress')).toBe('istio-statsd-prom-bridge:9125');
  });

  it('may do what the role of the chart says, and not what pilot may', () => {
    const role = only(rendered(), 'ClusterRole');
    expect(role['rules']).toEqual([
      { apiGroups: ['extensions'], resources: ['ingresses'], verbs: ['get', 'watch', 'list', 'update'] },
      { apiGroups: [''], resources: ['configmaps', 'pods', 'endpoints', 'services'], verbs: ['get', 'list', 'watch'] },
    ]);
    expect(only(rendered(), 'ClusterRoleBinding')['roleRef']).toMatchObject({ name: role.metadata.name });
  });

  it('takes the settings of a workload and of its Service', () => {
    const settings: Ingress = {
      autoscaling: { enabled: false },
      replicas: 2,
      image: 'registry/edge:1',
      env: { NOTE: 'x' },
      resources: { requests: { cpu: '77m' } },
      nodeSelector: { pool: 'edge' },
    };
    const manifests = rendered(settings);
    expect(kindsOf(manifests)).not.toContain('HorizontalPodAutoscaler');
    expect(kindsOf(manifests)).toContain('PodDisruptionBudget');
    expect(deploymentOf(manifests).replicas).toBe(2);
    expect(podOf(manifests).nodeSelector).toEqual({ pool: 'edge' });
    expect(containerOf(manifests, 'ingress')).toMatchObject({
      image: 'registry/edge:1',
      resources: settings.resources,
    });
    expect(valuesOf(containerOf(manifests, 'ingress'))['NOTE']).toBe('x');
    const service: NonNullable<Ingress['service']> = {
      loadBalancerIP: '192.0.2.1',
      externalTrafficPolicy: 'Local',
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    };
    expect(serviceOf({ service })).toMatchObject(service);
    expect(containerOf(rendered({ service }), 'ingress').ports).toEqual([{ containerPort: 8080 }]);
    const annotated = rendered({ service: { annotations: { 'example.org/lb': 'internal' } } });
    expect(only(annotated, 'Service').metadata.annotations).toEqual({ 'example.org/lb': 'internal' });
    expect(serviceOf({ service: { type: 'ClusterIP' } }).ports?.map(({ nodePort }) => nodePort)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is reported and waited for like a gateway, and refers to nothing that nobody provides', () => {
    const manifests = wholeMesh();
    const own = manifests.filter(({ metadata }) => metadata.labels?.['meshwright.dev/component'] === 'istio-ingress');
    expect(kindsOf(own).sort()).toEqual(kindsOf(rendered()).sort());
    expect(partOf(only(own, 'Deployment')).name).toBe('gateways');
    expect(faultsOf(withoutScaledReplicas(manifests), { version: '1.0.6' })).toEqual([]);
  });

  it('is what the mesh configuration names, unless Ingress objects go through a gateway', () => {
    const named = (gateway: string): unknown => {
      const spec = specOf({}, { mesh: { kubernetesIngress: { gateway } } });
      const { data } = only(render(meshOf(spec, '1.21')), 'ConfigMap', 'istio') as unknown as {
        data: { mesh: string };
      };
      return (load(data.mesh) as Record<string, unknown>)['ingressService'];
    };
    expect(named('ingress')).toBe('istio-ingress');
    expect(named('ingressgateway')).toBe('istio-ingressgateway');
  });

  it('is rendered by every release of 1.0, and by none where it is off', () => {
    for (const version of RELEASES.filter((release) => release.startsWith('1.0.'))) {
      expect(kindsOf(rendered({}, { version }))).toContain('Deployment');
      const spec = resolve({ version, mesh: { kubernetesIngress: { enabled: true } } });
      const names = render({ name: 'mesh', spec, capabilities: capabilitiesOf('1.21') }).map((m) => m.metadata.name);
      expect(names).not.toContain('istio-ingress');
    }
  });
});

describe('the ingress of 1.0 is refused', () => {
  it.each(['1.1.0', '1.2.10', '1.3.8', '1.4.10'])('with %s, with what takes its place', (version) => {
    expect(() => resolve(specOf({}, { version }))).toThrow(
      `spec.components.ingress.enabled: true: Istio ${version} does not have this option; Istio 1.0 has it. ` +
        'Ingress objects go through a gateway there: use spec.mesh.kubernetesIngress.',
    );
    expect(() => resolve(specOf({ enabled: false, replicas: 3 }, { version }))).toThrow(
      /^spec.components.ingress.replicas: 3: /,
    );
    expect(() => resolve(specOf({ enabled: false }, { version }))).not.toThrow();
  });

  it('where pilot serves no Ingress objects', () => {
    expect(() => resolve(specOf({}, { mesh: { kubernetesIngress: { enabled: false } } }))).toThrow(
      /^spec.components.ingress.enabled: true: .*set spec.mesh.kubernetesIngress.enabled, too/,
    );
  });

  it('where Kubernetes no longer serves the objects that it is about', () => {
    expect(() => render(meshOf(specOf(), '1.22'))).toThrow(/^spec.mesh.kubernetesIngress.enabled: .*took away/);
  });

  it('with two ports of one name', () => {
    const ports = [80, 81].map((port) => ({ name: 'http', port }));
    expect(() => parseSpec(specOf({ service: { ports } }))).toThrow(
      /^spec.components.ingress.service.ports\[1\].name: "?http"?: appears twice/,
    );
  });

  it('beside a gateway of the same name', () => {
    const gateways = [{ name: 'istio-ingress' }];
    expect(() => resolve(specOf({}, { gateways }))).toThrow(
      /^spec.components.ingress.enabled: true: a gateway has the name/,
    );
    expect(() => resolve(specOf({ enabled: false }, { gateways }))).not.toThrow();
  });
});
