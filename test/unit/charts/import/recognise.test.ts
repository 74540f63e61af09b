import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { importMesh, resolve, type ImportedMesh } from '../../../../charts/index.ts';

const imported = (content: unknown, version?: string): ImportedMesh =>
  importMesh(
    { documents: [{ source: 'file', content }], settings: [] },
    version === undefined ? {} : { version },
    (text) => load(text),
  );

const controlPlane = (spec: object) => ({ apiVersion: 'install.istio.io/v1alpha2', kind: 'IstioControlPlane', spec });
const maistra = (version: string) => ({
  apiVersion: 'maistra.io/v2',
  kind: 'ServiceMeshControlPlane',
  spec: { version },
});
const fluxTwo = (chart: string, values: object = {}) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2beta1',
  kind: 'HelmRelease',
  spec: { chart: { spec: { chart, version: '1.4.3' } }, values },
});

describe('a document', () => {
  it.each([
    ['default', 'default', true],
    ['demo', 'demo', false],
    ['demo-auth', 'demo', true],
    ['minimal', 'minimal', false],
    ['remote', 'remote', true],
    ['sds', 'sds-auth', true],
    ['empty', 'minimal', false],
  ])('with the profile %s of istioctl gets the profile %s', (profile, ours, secured) => {
    const { spec } = imported(controlPlane({ tag: '1.4.8', profile }));
    expect(spec.profile ?? 'default').toBe(ours);
    expect(spec.mesh?.controlPlaneSecurity === true || ours === 'sds-auth').toBe(secured);
  });

  it('with a profile that nobody knows is taken for default, and says so', () => {
    const { spec, unmapped } = imported(controlPlane({ tag: '1.4.8', profile: './mine.yaml' }));
    expect(spec.profile).toBeUndefined();
    expect(unmapped).toEqual([
      {
        key: 'spec.profile',
        value: './mine.yaml',
        message: expect.stringMatching(/^not a profile that we know: taken for default; .*minimal/) as unknown,
      },
    ]);
  });

  it('whose feature is off has none of its components, whatever they say', () => {
    const spec = { tag: '1.4.8', telemetry: { enabled: false, components: { telemetry: { enabled: true } } } };
    expect(imported(controlPlane(spec)).spec.components?.telemetry).toMatchObject({ enabled: false });
  });

  it('without galley has nobody read configuration from it', () => {
    const { spec, unmapped } = imported(controlPlane({ tag: '1.4.8', configManagement: { enabled: false } }));
    expect(spec).toMatchObject({ mesh: { useMCP: false }, components: { galley: { enabled: false } } });
    expect(unmapped).toEqual([]);
    expect(resolve(spec).components.galley.enabled).toBe(false);
  });

  it('is not told of what istioctl itself left off', () => {
    const off = { kiali_gateway: { enabled: false } };
    const gateway = {
      drainDuration: '45s',
      connectTimeout: '10s',
      telemetry_domain_name: '',
      telemetry_addon_gateways: off,
    };
    const values = { gateways: { 'istio-ingressgateway': gateway }, pilot: { telemetry: { enabled: true } } };
    expect(imported(controlPlane({ tag: '1.4.8', values })).unmapped).toEqual([]);
    gateway.telemetry_addon_gateways.kiali_gateway.enabled = true;
    expect(imported(controlPlane({ tag: '1.4.8', values })).unmapped.map(({ key }) => key)).toEqual([
      'spec.values.gateways.istio-ingressgateway.telemetry_addon_gateways',
    ]);
  });

  it('names every leaf of its pods that cannot be carried over', () => {
    const k8s = {
      imagePullPolicy: 'Always',
      podDisruptionBudget: { minAvailable: 2 },
      readinessProbe: { periodSeconds: 1 },
      hpaSpec: { metrics: [{ type: 'Pods' }] },
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }],
      strategy: { type: 'Recreate' },
      unheardOf: { a: 1, b: 2 },
    };
    const { unmapped } = imported(
      controlPlane({ tag: '1.4.8', trafficManagement: { components: { pilot: { k8s } } } }),
    );
    const place = 'spec.trafficManagement.components.pilot.k8s';
    expect(unmapped.map(({ key }) => key.replace(`${place}.`, '')).sort()).toEqual(
      ['env', 'hpaSpec.metrics', 'imagePullPolicy', 'podDisruptionBudget', 'readinessProbe', 'strategy.type'].concat([
        'unheardOf.a',
        'unheardOf.b',
      ]),
    );
  });

  it.each([
    ['v1.0', '1.1.17'],
    ['v1.1', '1.4.10'],
  ])('of Maistra %s becomes Istio %s', (version, release) => {
    expect(imported(maistra(version)).spec.version).toBe(release);
  });

  it.each([
    [maistra('v2.0'), 'spec.version: "v2.0": no release of Istio 1.0 to 1.4; say it with --version'],
    [fluxTwo('istiod'), 'the chart istiod is of Istio 1.5 or later'],
    [fluxTwo('cert-manager', { installCRDs: true }), "the chart cert-manager is not Istio's"],
    [{ apiVersion: 'meshwright.dev/v1alpha1', kind: 'MeshInstall' }, 'is a MeshInstall already'],
    [{ apiVersion: 'v1', kind: 'ConfigMap' }, 'may hold values; write them to a file'],
  ])('that is no classic mesh is refused: %j', (content, message) => {
    expect(() => imported(content)).toThrow(message);
  });

  it('is found in a list, as kubectl prints it', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [controlPlane({ tag: '1.4.8' })] };
    expect(imported(list).spec.version).toBe('1.4.8');
  });

  it('is Istio if its chart has another name, and its values are those of Istio', () => {
    expect(imported(fluxTwo('mesh', { pilot: { traceSampling: 5 } })).spec.mesh?.tracing?.sampling).toBe(5);
  });

  it('with hostile keys changes nothing else', () => {
    const hostile: unknown = JSON.parse('{"pilot": {"__proto__": {"polluted": 1}}, "__proto__": {"polluted": 1}}');
    imported(hostile, '1.4.10');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

it('a service of Envoys without host or port is named, and never an address of nothing', () => {
  const content = {
    apiVersion: 'istio.banzaicloud.io/v1beta1',
    kind: 'Istio',
    metadata: { name: 'mesh', namespace: 'istio-system' },
    spec: {
      version: '1.4.10',
      proxy: {
        envoyStatsD: { enabled: true, host: 'statsd.example' },
        envoyMetricsService: { enabled: true, host: 'metrics.example', port: 15000 },
        envoyAccessLogService: { enabled: true, port: { toString: 1 } },
      },
    },
  };
  const { spec, unmapped } = importMesh({ documents: [{ source: 'a.yaml', content }], settings: [] }, {}, () => null);
  expect(spec.mesh).toMatchObject({ metricsService: { address: 'metrics.example:15000' } });
  expect(Object.keys(spec.mesh ?? {})).not.toContain('statsd');
  expect(unmapped.map(({ key, message }) => `${key}: ${message}`)).toEqual([
    expect.stringMatching(/^spec.proxy.envoyStatsD: .*write its host and port, or set mesh.statsd.address/),
    expect.stringMatching(/^spec.proxy.envoyAccessLogService: .*write its host and port, or set mesh.accessLogService/),
  ]);
});
