import { describe, expect, it } from '@jest/globals';
import { grafana } from '../../../../charts/components/grafana.ts';
import { kiali } from '../../../../charts/components/kiali.ts';
import { prometheus } from '../../../../charts/components/prometheus.ts';
import { tracing } from '../../../../charts/components/tracing.ts';
import type { Manifest } from '../../../../charts/kit/types.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { deploymentOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

const ADDONS = { prometheus, grafana, tracing, kiali };
type Name = keyof typeof ADDONS;
const NAMES = Object.keys(ADDONS) as Name[];

const CLUSTER_WIDE = new Set(['ClusterRole', 'ClusterRoleBinding']);

describe.each(NAMES)('%s', (name) => {
  const render = (settings: object = {}, more: object = {}, kubernetes = '1.36'): Manifest[] =>
    ADDONS[name](meshOf({ ...more, components: { [name]: settings } }, kubernetes));
  const first = (manifests: Manifest[]) => podOf(manifests).containers[0]!;

  it('is the same from run to run, and on every Kubernetes', () => {
    expect(render()).toEqual(render());
    expect(render({}, {}, '1.16')).toEqual(render({}, {}, '1.36'));
  });

  it('stays in the namespace of the mesh', () => {
    const inside = render({}, { namespace: 'mesh-one' }).filter(({ kind }) => !CLUSTER_WIDE.has(kind));
    expect(new Set(inside.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['mesh-one']));
  });

  it('names every object once', () => {
    const keys = render().map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('takes its image from its own setting, then from the overrides', () => {
    const overrides = { [name]: 'registry.example/override:1' };
    expect(first(render({}, { images: { overrides } })).image).toBe('registry.example/override:1');
    expect(first(render({ image: 'registry.example/own:1' }, { images: { overrides } })).image).toBe(
      'registry.example/own:1',
    );
  });

  it('honours what every workload can be asked', () => {
    const affinity = { podAntiAffinity: {} };
    const tolerations = [{ key: 'infra', operator: 'Exists' as const }];
    const manifests = render({
      replicas: 3,
      resources: { limits: { memory: '1Gi' } },
      env: { EXTRA: 'yes' },
      nodeSelector: { pool: 'infra' },
      podAnnotations: { note: 'x' },
      rollout: { maxSurge: 1, maxUnavailable: 0 },
      tolerations,
      affinity,
    });
    const { replicas, strategy, template } = deploymentOf(manifests);
    expect({ replicas, rollingUpdate: strategy?.rollingUpdate }).toEqual({
      replicas: 3,
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    expect(template.metadata?.annotations).toMatchObject({ note: 'x', 'sidecar.istio.io/inject': 'false' });
    expect(template.spec).toMatchObject({ nodeSelector: { pool: 'infra' }, tolerations, affinity });
    expect(first(manifests).resources).toEqual({ limits: { memory: '1Gi' } });
    expect(valuesOf(first(manifests))).toMatchObject({ EXTRA: 'yes' });
  });

  it('has an autoscaler or a budget only where they make sense', () => {
    expect(kindsOf(render())).not.toContain('PodDisruptionBudget');
    expect(kindsOf(render({ replicas: 2 }))).toContain('PodDisruptionBudget');
    const scaled = render({ autoscaling: { enabled: true } });
    expect(only(scaled, 'HorizontalPodAutoscaler')['spec']).toMatchObject({
      scaleTargetRef: { name: only(scaled, 'Deployment').metadata.name },
    });
    expect(deploymentOf(scaled)).not.toHaveProperty('replicas');
  });

  it('can pull from a private registry: by its account, or by the pod where it has none of its own', () => {
    const manifests = render({}, { images: { pullSecrets: ['registry'] } });
    const account = manifests.find(({ kind }) => kind === 'ServiceAccount');
    const holder = account ?? podOf(manifests);
    expect(holder).toMatchObject({ imagePullSecrets: [{ name: 'registry' }] });
  });

  it('runs as important as the mesh', () => {
    const defaults = { priorityClassName: 'system-cluster-critical' };
    expect(podOf(render({}, { defaults })).priorityClassName).toBe('system-cluster-critical');
  });

  it('may run on nodes of arm64 where somebody asks for it', () => {
    const archs = (defaults: NonNullable<MeshInstallSpec['defaults']>): unknown =>
      podOf(render({}, { defaults })).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const of = (...values: string[]): unknown => ({
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values }] }],
    });
    expect(archs({})).toEqual(of('amd64', 'ppc64le', 's390x'));
    expect(archs({ architectures: { amd64: 0, arm64: 1, ppc64le: 0, s390x: 0 } })).toEqual(of('arm64'));
  });

  it('selects its own pods, with the Deployment and with every Service', () => {
    const manifests = render();
    const { selector, template } = deploymentOf(manifests);
    const selectors = manifests
      .filter(({ kind }) => kind === 'Service')
      .map((service) => (service['spec'] as { selector: Record<string, string> }).selector);
    for (const labels of [selector.matchLabels, ...selectors])
      expect(template.metadata?.labels).toMatchObject(labels ?? {});
  });
});
