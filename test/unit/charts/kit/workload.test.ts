import { describe, expect, it } from '@jest/globals';
import { WORKLOAD } from '../../../../charts/catalog/default-workload.ts';
import type { DeploymentSpec } from '../../../../charts/kit/types.ts';
import { container, deployment, environment, scaling, type WorkloadParts } from '../../../../charts/kit/workload.ts';
import type { Workload } from '../../../../src/api/resolved.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { meshOf } from '../../../support/mesh.ts';

const names = { name: 'pilot', labels: { app: 'pilot' }, selector: { istio: 'pilot' } };
const pod = { containers: [{ name: 'discovery' }] };
const autoscaling = { enabled: true, min: 2, max: 7, cpuPercent: 60 };

type Asked = Partial<Omit<WorkloadParts, 'settings'>> & {
  settings?: Partial<Workload>;
  mesh?: Partial<MeshInstallSpec>;
};

const rendered = ({ settings, mesh, ...parts }: Asked = {}) =>
  deployment(meshOf({ namespace: 'mesh-one', ...mesh }), {
    ...{ ...names, podLabels: { istio: 'pilot', app: 'pilot' }, pod },
    settings: { ...WORKLOAD, ...settings },
    ...parts,
  });
const specOf = (asked?: Asked) => rendered(asked)['spec'] as DeploymentSpec;

describe('a Deployment', () => {
  it('is named, labelled and selected as its parts say', () => {
    const { spec: _, ...object } = rendered();
    const metadata = { name: 'pilot', namespace: 'mesh-one', labels: { app: 'pilot' } };
    expect(object).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata });
    expect(specOf().selector).toEqual({ matchLabels: { istio: 'pilot' } });
    expect(specOf().template.metadata?.labels).toEqual({ istio: 'pilot', app: 'pilot' });
    expect(specOf().template.spec).toMatchObject(pod);
  });

  it('gets no sidecar, and has the annotations of its parts and, before them, of its settings', () => {
    const annotations = (asked: Asked) => specOf(asked).template.metadata?.annotations;
    expect(annotations({})).toEqual({ 'sidecar.istio.io/inject': 'false' });
    const asked = { podAnnotations: { a: 'part', b: 'part' }, settings: { podAnnotations: { b: 'user' } } };
    expect(annotations(asked)).toEqual({ 'sidecar.istio.io/inject': 'false', a: 'part', b: 'user' });
  });

  it('leaves the number of pods to its autoscaler, but in 1.0, which always wrote it', () => {
    const replicas = (version: string, settings: Partial<Workload>) =>
      specOf({ mesh: { version }, settings: { replicas: 3, ...settings } }).replicas;
    expect(replicas('1.4.10', {})).toBe(3);
    expect(replicas('1.4.10', { autoscaling })).toBeUndefined();
    expect(replicas('1.1.0', { autoscaling })).toBeUndefined();
    expect(replicas('1.0.9', { autoscaling })).toBe(3);
  });

  it('is rolled out as its settings say, or all at once where two pods would fight, or as Kubernetes likes', () => {
    const rollout = { maxSurge: 1, maxUnavailable: 0 };
    const strategy = (asked: Asked) => specOf({ settings: { rollout }, ...asked }).strategy;
    expect(strategy({})).toEqual({ type: 'RollingUpdate', rollingUpdate: rollout });
    expect(strategy({ strategy: 'Recreate' })).toEqual({ type: 'Recreate' });
    expect(strategy({ strategy: 'none' })).toBeUndefined();
  });
});

describe('the pods of a Deployment', () => {
  const placed = (asked: Asked) => {
    const { containers: _, ...rest } = specOf(asked).template.spec!;
    return rest;
  };
  const nodes = (...values: string[]) => ({
    matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'In', values }],
  });
  const architectures = { amd64: 2, arm64: 0, ppc64le: 0, s390x: 1 };

  it('go to nodes that their images run on, and like all of them equally where nobody says otherwise', () => {
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodes('amd64', 'ppc64le', 's390x')] },
    };
    expect(placed({})).toEqual({ affinity: { nodeAffinity } });
  });

  it('prefer architectures by their weights, and go to none whose weight is nought', () => {
    expect(placed({ mesh: { defaults: { architectures } } }).affinity?.nodeAffinity).toEqual({
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodes('amd64', 's390x')] },
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 2, preference: nodes('amd64') },
        { weight: 1, preference: nodes('s390x') },
      ],
    });
  });

  it('go where the settings say, too, and are as important as the mesh says', () => {
    const nodeSelector = { disk: 'ssd' };
    const tolerations = [{ key: 'mesh', operator: 'Exists' as const }];
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } };
    const settings = { nodeSelector, tolerations, affinity };
    const found = placed({ settings, mesh: { defaults: { priorityClassName: 'high' } } });
    expect(found).toMatchObject({ nodeSelector, tolerations, affinity, priorityClassName: 'high' });
    expect(found.affinity).toHaveProperty('nodeAffinity');
  });

  it('go where the settings say and not by architecture where these speak of nodes', () => {
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } };
    expect(placed({ settings: { affinity } }).affinity).toEqual(affinity);
  });
});

describe('what scales a Deployment', () => {
  const scaled = (settings: Partial<Workload>, spec: Partial<MeshInstallSpec> = {}, kubernetes = '1.36') =>
    scaling(meshOf(spec, kubernetes), { ...names, settings: { ...WORKLOAD, ...settings } });
  const kinds = (...args: Parameters<typeof scaled>) => scaled(...args).map(({ kind }) => kind);

  it('is an autoscaler between the bounds of the settings', () => {
    const target = { type: 'Utilization', averageUtilization: 60 };
    expect(scaled({ autoscaling })[0]).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'pilot', namespace: 'istio-system', labels: { app: 'pilot' } },
      spec: {
        minReplicas: 2,
        maxReplicas: 7,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'pilot' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
      },
    });
  });

  it('is with it a budget that keeps one of its pods', () => {
    expect(scaled({ replicas: 2 })).toEqual([
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'pilot', namespace: 'istio-system', labels: { app: 'pilot' } },
        spec: { minAvailable: 1, selector: { matchLabels: { istio: 'pilot' } } },
      },
    ]);
  });

  it('is no budget where there may be one pod only, which nobody could drain then', () => {
    expect(scaled({ replicas: 1 })).toStrictEqual([]);
    expect(kinds({ replicas: 3, autoscaling: { ...autoscaling, min: 1 } })).toEqual(['HorizontalPodAutoscaler']);
    expect(kinds({ replicas: 1, autoscaling })).toEqual(['HorizontalPodAutoscaler', 'PodDisruptionBudget']);
  });

  it('is no budget where the mesh wants none', () => {
    expect(kinds({ replicas: 2 }, { defaults: { podDisruptionBudget: { enabled: false } } })).toEqual([]);
  });

  it('is of the APIs that the cluster serves', () => {
    const versions = scaled({ autoscaling }, {}, '1.20').map(({ apiVersion }) => apiVersion);
    expect(versions).toEqual(['autoscaling/v2beta2', 'policy/v1beta1']);
  });
});

describe('the environment of a container', () => {
  it('is fields of the pod in their order, and then values by name, whoever wrote them in which order', () => {
    expect(environment({ POD_NAME: 'metadata.name' }, { B: '2', A: '1' })).toEqual([
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]);
  });

  it('has each name once: a value replaces a field', () => {
    expect(environment({ POD_NAME: 'metadata.name' }, { POD_NAME: 'me' })).toEqual([{ name: 'POD_NAME', value: 'me' }]);
  });
});

describe('a container', () => {
  it('is pulled as the mesh says', () => {
    const resources = { requests: { cpu: '10m' } };
    expect(container(meshOf({ images: { pullPolicy: 'Always' } }), 'one', 'r.test/one:1', resources)).toEqual({
      name: 'one',
      image: 'r.test/one:1',
      imagePullPolicy: 'Always',
      resources,
    });
  });
});
