import { describe, expect, it } from '@jest/globals';
import { policy, telemetry } from '../../../../charts/components/mixer.ts';
import { containerOf, deploymentOf, flagOf, kindsOf, meshOf, only, podOf } from '../../../support/mesh.ts';

const mixers = { policy, telemetry };
const roles = ['policy', 'telemetry'] as const;
const both = (...args: Parameters<typeof meshOf>) => roles.map((role) => mixers[role](meshOf(...args)));
const mixerOf = (role: (typeof roles)[number], ...args: Parameters<typeof meshOf>) =>
  containerOf(mixers[role](meshOf(...args)), 'mixer');

describe('mixer', () => {
  it('has one account and one role for policy and telemetry, whichever of them is installed', () => {
    const shared = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'];
    const count = (kinds: string[]) => shared.map((kind) => kinds.filter((k) => k === kind).length);
    expect(count(both().flatMap(kindsOf))).toEqual([1, 1, 1]);
    const telemetryAlone = meshOf({ components: { policy: { enabled: false } } });
    expect(count(kindsOf(telemetry(telemetryAlone)))).toEqual([1, 1, 1]);
    const policyAlone = meshOf({ components: { telemetry: { enabled: false } } });
    expect(count(kindsOf(policy(policyAlone)))).toEqual([1, 1, 1]);
  });

  it('is told apart by a constant selector', () => {
    for (const role of roles) {
      const manifests = mixers[role](meshOf());
      const selector = { istio: 'mixer', 'istio-mixer-type': role };
      expect(deploymentOf(manifests).selector.matchLabels).toEqual(selector);
      expect(deploymentOf(manifests).template.metadata?.labels).toMatchObject(selector);
      expect((only(manifests, 'Service')['spec'] as { selector: object }).selector).toEqual(selector);
    }
  });

  it.each([
    [{}, 'mcp://istio-galley.mesh-one.svc:9901'],
    [{ controlPlaneSecurity: true }, 'mcps://istio-galley.mesh-one.svc:9901'],
    [{ useMCP: false, controlPlaneSecurity: true }, 'k8s://'],
  ])('with %j reads its configuration from %s', (mesh, url) => {
    for (const role of roles)
      expect(flagOf(mixerOf(role, { namespace: 'mesh-one', mesh }), '--configStoreURL')).toBe(url);
  });

  it('mounts certificates into mixer only to talk to galley', () => {
    const mounts = (useMCP: boolean) => mixerOf('policy', { mesh: { useMCP } }).volumeMounts?.map(({ name }) => name);
    expect(mounts(true)).toContain('istio-certs');
    expect(mounts(false)).not.toContain('istio-certs');
  });

  it('sheds load in telemetry as its settings say', () => {
    const loadShedding = { mode: 'logonly', latencyThreshold: '250ms' } as const;
    const container = mixerOf('telemetry', { components: { telemetry: { loadShedding } } });
    expect(flagOf(container, '--loadsheddingMode')).toBe('logonly');
    expect(flagOf(container, '--averageLatencyThreshold')).toBe('250ms');
    expect(flagOf(mixerOf('policy'), '--loadsheddingMode')).toBeUndefined();
  });

  it('sends its spans to the zipkin of the mesh or to the one that was named, whatever sidecars do', () => {
    const url = (tracing: object) => flagOf(mixerOf('policy', { mesh: { tracing } }), '--trace_zipkin_url');
    expect(url({})).toBe('http://zipkin.istio-system:9411/api/v1/spans');
    expect(url({ zipkin: { address: 'z.example:9411' } })).toBe('http://z.example:9411/api/v1/spans');
    expect(url({ tracer: 'datadog', enabled: false })).toBe(url({}));
  });

  it('tells sidecars where TLS ends, in the DNS domain of the cluster', () => {
    const [rule] = both({ mesh: { clusterDomain: 'corp.local' } }).map((m) => only(m, 'DestinationRule')['spec']);
    expect(rule).toMatchObject({
      host: 'istio-policy.istio-system.svc.corp.local',
      trafficPolicy: {
        portLevelSettings: [
          { port: { number: 15004 }, tls: { mode: 'ISTIO_MUTUAL' } },
          { port: { number: 9091 }, tls: { mode: 'DISABLE' } },
        ],
      },
    });
  });

  it('mounts only volumes that the pod has', () => {
    for (const manifests of both({ sidecar: { sds: { enabled: true } } })) {
      const pod = podOf(manifests);
      const mounts = pod.containers.flatMap((container) => container.volumeMounts ?? []).map(({ name }) => name);
      expect(new Set(mounts)).toEqual(new Set(pod.volumes?.map(({ name }) => name)));
    }
  });

  it('serves Prometheus from telemetry alone', () => {
    const ports = both().map((m) =>
      (only(m, 'Service')['spec'] as { ports: { name: string }[] }).ports.map((p) => p.name),
    );
    expect(ports[0]).not.toContain('prometheus');
    expect(ports[1]).toContain('prometheus');
  });

  it('has its own image override and autoscaler per role', () => {
    const spec = {
      images: { overrides: { policy: 'registry/mixer:p' } },
      components: { telemetry: { autoscaling: { min: 2, max: 7, cpuPercent: 60 } } },
    };
    expect(mixerOf('policy', spec).image).toBe('registry/mixer:p');
    expect(mixerOf('telemetry', spec).image).toBe('docker.io/istio/mixer:1.4.10');
    const manifests = telemetry(meshOf(spec));
    expect(only(manifests, 'HorizontalPodAutoscaler')['spec']).toMatchObject({ minReplicas: 2, maxReplicas: 7 });
    expect(kindsOf(manifests)).toContain('PodDisruptionBudget');
  });

  it.each(['1.16', '1.36'])('renders the same on Kubernetes %s every time', (kubernetes) => {
    expect(JSON.stringify(both({}, kubernetes))).toBe(JSON.stringify(both({}, kubernetes)));
  });
});
