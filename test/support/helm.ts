import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../../charts/index.ts';
import { LABELS } from '../../src/api/components.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { withoutScaledReplicas } from '../../src/core/ownership/autoscaling.ts';
import { inParts } from '../../src/core/model/graph.ts';
import { INSTALL_NEEDS } from './progress.ts';
import type { KubeClient } from '../../src/kube/operations.ts';
import { NAMESPACE } from './mesh-install.ts';
import { watchUntil } from './watch-until.ts';

const RELEASE = { heritage: 'Tiller', release: 'istio' };

/**
 * Deployments that the charts of 1.1 gave no selector (install/kubernetes/helm/istio/charts, extensions/v1beta1): the
 * apiserver copied the labels of the pods into it, and with them chart and release.
 */
const DEFAULTED: Readonly<Record<string, readonly string[]>> = {
  '1.1': ['istio-galley', 'istio-citadel', 'istio-sidecar-injector', 'istio-ingressgateway'],
};

const ours: ReadonlySet<string> = new Set(Object.values(LABELS));

interface Deployment extends Manifest {
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
      spec: { containers: [Container, ...Container[]] };
    };
  };
}

interface Container {
  readonly args?: string[];
  readonly env?: object[];
}

/** What only Helm's pods have. */
export const HELM_ONLY = { arg: '--helm-only', env: { name: 'HELM_ONLY', value: 'yes' } } as const;

/** The objects of a release as Helm 2 and the charts left them: their labels and selectors, and not a mark of ours. */
export function asHelmLeavesThem(spec: MeshInstallSpec): Manifest[] {
  const capabilities = capabilitiesOf(NEWEST_KUBERNETES);
  const manifests = withoutScaledReplicas(render({ name: 'mesh', spec: resolve(spec), capabilities }));
  const inOrder = inParts(manifests, INSTALL_NEEDS).flatMap(({ objects }) => objects);
  const defaulted = DEFAULTED[spec.version.split('.', 2).join('.')] ?? [];
  return inOrder.map((manifest) => {
    const object = withHelmPorts(withHelmRules(withHelmLabels(manifest)));
    return object.kind === 'Deployment' ? withHelmPods(object as Deployment, defaulted) : object;
  });
}

function withHelmLabels(manifest: Manifest): Manifest {
  const { labels = {} } = manifest.metadata;
  const chart = labels[LABELS.component] ?? 'istio';
  const own = Object.entries(labels).filter(([name]) => !ours.has(name));
  return { ...manifest, metadata: { ...manifest.metadata, labels: { ...Object.fromEntries(own), chart, ...RELEASE } } };
}

/** The chart of pilot in 1.0 granted what no Kubernetes of today has, and we neither grant nor hold. */
function withHelmRules(manifest: Manifest): Manifest {
  if (manifest.kind !== 'ClusterRole' || !manifest.metadata.name.startsWith('istio-pilot')) return manifest;
  const gone = { apiGroups: ['extensions'], resources: ['thirdpartyresources'], verbs: ['*'] };
  return { ...manifest, rules: [...(manifest['rules'] as object[]), gone] };
}

/** A port that we do not ask for. */
function withHelmPorts(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Service' || manifest.metadata.name !== 'istio-galley') return manifest;
  const spec = manifest['spec'] as { ports: object[] };
  return { ...manifest, spec: { ...spec, ports: [...spec.ports, { name: 'http-old', port: 9093 }] } };
}

/** Pods as the charts had them are not quite as ours: they name chart and release, call themselves critical, and are told more. */
function withHelmPods(deployment: Deployment, defaulted: readonly string[]): Manifest {
  const { spec, metadata } = deployment;
  const labels = { ...spec.template.metadata.labels, chart: metadata.labels?.['chart'] ?? '', ...RELEASE };
  const annotations = { ...spec.template.metadata.annotations, 'scheduler.alpha.kubernetes.io/critical-pod': '' };
  const {
    containers: [first, ...others],
    ...pods
  } = spec.template.spec;
  const containers = [
    { ...first, args: [...(first.args ?? []), HELM_ONLY.arg], env: [...(first.env ?? []), HELM_ONLY.env] },
    ...others,
  ];
  const selector = defaulted.includes(metadata.name) ? { matchLabels: labels } : spec.selector;
  return {
    ...deployment,
    spec: { ...spec, selector, template: { metadata: { labels, annotations }, spec: { ...pods, containers } } },
  };
}

/** What Helm keeps of a release, and the charts' Jobs that have done their work. */
export const LEFT_BY_HELM: readonly Manifest[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'istio.v1',
      namespace: 'kube-system',
      labels: { NAME: 'istio', OWNER: 'TILLER', STATUS: 'DEPLOYED', VERSION: '1' },
    },
    data: { release: 'H4sIAAAAAAAA' },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'istio-init-crd-10', namespace: NAMESPACE },
    spec: {
      template: {
        metadata: { labels: { app: 'istio-init' } },
        spec: { restartPolicy: 'OnFailure', containers: [{ name: 'kubectl', image: 'example.test/kubectl' }] },
      },
    },
  },
];

/** Creates everything as Tiller did, and resolves when its pods are ready. */
export async function installWithHelm(client: KubeClient, objects: readonly Manifest[]): Promise<void> {
  const options = { fieldManager: 'Tiller' };
  const early = new Set(['Namespace', 'CustomResourceDefinition']);
  const [first, rest] = [objects.filter(({ kind }) => early.has(kind)), objects.filter(({ kind }) => !early.has(kind))];
  for (const kind of early) {
    await Promise.all(first.filter((o) => o.kind === kind).map((o) => client.apply(o, { ...options, force: true })));
  }
  await Promise.all(first.map((crd) => watchUntil(client, refTo(crd), isUsable)));
  await Promise.all([...rest, ...LEFT_BY_HELM].map((object) => createOnceServed(client, object)));
  const workloads = rest.filter(({ kind }) => kind === 'Deployment');
  await Promise.all(workloads.map((object) => watchUntil(client, refTo(object), isAvailable)));
}

/** A kind is served a moment after its definition says so; nothing tells when. */
async function createOnceServed(client: KubeClient, object: Manifest): Promise<void> {
  for (;;) {
    try {
      await client.create(object, { fieldManager: 'Tiller' });
      return;
    } catch (error) {
      if (!(error instanceof Error && /NotFound|does not serve/.test(error.message))) throw error;
      client.discovery.invalidate();
    }
  }
}

const refTo = ({ apiVersion, kind, metadata: { name, namespace } }: Manifest) => {
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
};

const isUsable = ({ kind, status }: Manifest): boolean =>
  kind === 'Namespace' || JSON.stringify(status ?? {}).includes('"type":"Established"');

const isAvailable = ({ status }: Manifest): boolean =>
  ((status as { availableReplicas?: number } | undefined)?.availableReplicas ?? 0) > 0;
