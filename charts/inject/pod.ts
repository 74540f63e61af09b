import { createHash } from 'node:crypto';
import { load } from 'js-yaml';
import { amountOf } from '../../src/api/quantity.ts';
import { STATUS } from './decision.ts';
import { InjectionError } from './errors.ts';
import { evaluate } from './evaluate.ts';
import type { InjectionSettings } from './settings.ts';

/** A map of whatever: manifests of a file are nobody's but the user's. */
export type Loose = Readonly<Record<string, unknown>>;

/** Who makes the pod: the object that holds its template, or the pod itself. */
export interface PodOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** A pod, or the template of one. */
export interface PodTemplate {
  readonly metadata?: Loose & {
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec?: Loose & { readonly containers?: readonly Container[] };
  readonly [field: string]: unknown;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly resources?: { readonly limits?: { readonly cpu?: unknown }; readonly requests?: { readonly cpu?: unknown } };
  readonly [field: string]: unknown;
}

/** What the template gives (SidecarInjectionSpec of the injectors). */
interface Sidecar {
  readonly rewriteAppHTTPProbe?: boolean;
  readonly initContainers?: readonly Container[];
  readonly containers?: readonly Container[];
  readonly volumes?: readonly { readonly name: string }[];
  readonly dnsConfig?: object;
  readonly podRedirectAnnot?: Readonly<Record<string, string>>;
}

/** The pod with its sidecar. @throws InjectionError where probes would have to be rewritten */
export function withSidecar(pod: PodTemplate, owner: PodOwner, settings: InjectionSettings): PodTemplate {
  const sidecar = sidecarFor(pod, owner, settings);
  refuseProbes(pod, sidecar);
  const { metadata = {}, spec = {} } = pod;
  const { initContainers = [], containers = [], volumes = [], dnsConfig, podRedirectAnnot = {} } = sidecar;
  return {
    ...pod,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...settings.labels },
      annotations: {
        ...metadata.annotations,
        ...settings.injectedAnnotations,
        ...podRedirectAnnot,
        [STATUS]: statusOf(sidecar, settings),
      },
    },
    spec: {
      ...spec,
      ...(initContainers.length > 0 && {
        initContainers: [...listOf(spec['initContainers']), ...initContainers.map(onceOnly)],
      }),
      containers: [...(spec.containers ?? []), ...containers.map((each) => withThreads(each, settings))],
      volumes: [...listOf(spec['volumes']), ...volumes],
      ...(dnsConfig !== undefined && { dnsConfig }),
    },
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What the template of a mesh gives for a pod. */
export function sidecarFor(
  pod: PodTemplate,
  { apiVersion, kind, name, namespace }: PodOwner,
  settings: InjectionSettings,
): Sidecar {
  const { meshConfig, nodes } = settings;
  const { metadata = {}, spec = {} } = pod;
  const data = {
    TypeMeta: { apiVersion, kind },
    DeploymentMeta: { name, namespace },
    ObjectMeta: { ...metadata, labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {} },
    Spec: spec,
    ProxyConfig: meshConfig['defaultConfig'],
    MeshConfig: meshConfig,
  };
  return sidecarIn(evaluate(nodes, data, settings));
}

/** Annotations stand in the template as they are: those that no injector reads as one value are no YAML there. */
function sidecarIn(text: string): Sidecar {
  try {
    return load(text) as Sidecar;
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    throw new InjectionError(`what its annotations make of the sidecar is not YAML: ${why}`, { cause });
  }
}

/** The injectors know no such field, and drop it; today's Kubernetes would wait for a program that never ends. */
const onceOnly = ({ restartPolicy: _, ...container }: Container): Container => container;

/** Concurrency that nobody sets is that of the processors: of the limit, else of the request. */
function withThreads(container: Container, { countsThreads }: InjectionSettings): Container {
  const { name, args = [], resources } = container;
  if (!countsThreads || name !== 'istio-proxy' || args.some((arg) => arg.startsWith('--concurrency'))) return container;
  const [threads] = [resources?.limits?.cpu, resources?.requests?.cpu].map(amountOf).flatMap((cpu) => cpu ?? []);
  if (threads === undefined || threads === 0) return container;
  return { ...container, args: [...args, '--concurrency', String(Math.ceil(threads))] };
}

/** As the injectors write it: by the digest of the template they see what of it is theirs. */
function statusOf(
  { initContainers = [], containers = [], volumes = [] }: Sidecar,
  { template }: InjectionSettings,
): string {
  const names = (list: readonly { readonly name: string }[]): string[] | null =>
    list.length === 0 ? null : list.map(({ name }) => name);
  return JSON.stringify({
    version: createHash('sha256').update(template).digest('hex'),
    initContainers: names(initContainers),
    containers: names(containers),
    volumes: names(volumes),
    imagePullSecrets: null,
  });
}

const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';
const PROBES = ['livenessProbe', 'readinessProbe'];

/** How probes are rewritten differs from patch to patch; what is not done must not look as if it were. */
function refuseProbes({ metadata = {}, spec = {} }: PodTemplate, { rewriteAppHTTPProbe = false }: Sidecar): void {
  const word = metadata.annotations?.[REWRITE];
  const asked = word === undefined ? rewriteAppHTTPProbe : word.toLowerCase() === 'true';
  const probed = (spec.containers ?? []).find((container) =>
    PROBES.some((name) => (container[name] as Loose | undefined)?.['httpGet'] !== undefined),
  );
  if (!asked || probed === undefined) return;
  throw new InjectionError(
    `container ${probed.name} has an HTTP probe, which only the injector rewrites; ` +
      'let the webhook inject it, or switch spec.sidecar.rewriteAppHTTPProbe off',
  );
}
