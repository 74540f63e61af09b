import type { Manifest } from '../../src/api/manifest.ts';
import { Informer, type InformerOptions } from '../../src/kube/watch/informer.ts';
import type { KindRef, KubeClient, Selection } from '../../src/kube/client.ts';
import type { Change } from '../../src/kube/watch/store.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** A pod, as far as the simulation looks at it. */
export interface Pod extends Manifest {
  spec?: { serviceAccountName?: string; containers: Container[]; volumes?: Volume[] };
  status?: { conditions?: { type: string; status: string }[] };
}

/** A program of a pod: how it was started, and what it sees. */
export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  volumeMounts?: { name: string; mountPath: string }[];
}

/** Where files of a pod come from. */
export interface Volume {
  name: string;
  secret?: { secretName: string };
  configMap?: { name: string };
}

/** A ConfigMap. */
export interface ConfigMap extends Manifest {
  data?: Record<string, string>;
}

/** A webhook configuration, as far as the simulation looks at it. */
export interface WebhookConfiguration extends Manifest {
  webhooks?: { name: string; clientConfig: { caBundle?: string } }[];
}

/** A Service, as far as the simulation looks at it. */
export interface Service extends Manifest {
  spec: { type?: string; clusterIP?: string };
  status?: { loadBalancer?: { ingress?: { ip?: string }[] } };
}

/** A part of a Service's endpoints. */
export interface EndpointSlice extends Manifest {
  endpoints?: { conditions?: { ready?: boolean } }[] | null;
}

/** A Secret; its values are base64. */
export interface Secret extends Manifest {
  type?: string;
  data?: Record<string, string>;
}

/** Secret types that citadel writes. */
export const secretTypes = { authority: 'istio.io/ca-root', workload: 'istio.io/key-and-cert' } as const;

interface Followed<T extends Manifest> {
  kind: KindRef;
  selection?: Selection;
  transform?: (object: T) => T;
}

/** Local copies of everything that the stand-ins look at. */
export class ClusterView {
  readonly citadelPods: Informer<Pod>;
  readonly webhookPods: Informer<Pod>;
  readonly galleyConfigurations: Informer<ConfigMap>;
  readonly validatingWebhooks: Informer<WebhookConfiguration>;
  readonly mutatingWebhooks: Informer<WebhookConfiguration>;
  readonly serviceAccounts: Informer;
  readonly authoritySecrets: Informer<Secret>;
  readonly workloadSecrets: Informer<Secret>;
  readonly services: Informer<Service>;
  readonly slices: Informer<EndpointSlice>;
  readonly #listeners: ((change: Change) => void)[] = [];

  constructor(client: KubeClient, onError: (error: unknown) => void) {
    const follow = <T extends Manifest>(followed: Followed<T>): Informer<T> => {
      const options: InformerOptions<T> = {
        ...followed,
        client,
        clock: systemClock,
        random: Math.random,
        backoff: { baseMs: 50, maxMs: 2000 },
        onChange: (change) => {
          for (const listener of this.#listeners) listener(change);
        },
        onError,
      };
      return new Informer<T>(options);
    };
    const secrets = { apiVersion: 'v1', kind: 'Secret' };
    const pods = { apiVersion: 'v1', kind: 'Pod' };
    this.citadelPods = follow({ kind: pods, selection: { labelSelector: CITADEL_LABELS } });
    this.webhookPods = follow({ kind: pods, selection: { labelSelector: WEBHOOK_LABELS } });
    this.galleyConfigurations = follow({
      kind: { apiVersion: 'v1', kind: 'ConfigMap' },
      selection: { fieldSelector: `metadata.name=${GALLEY_CONFIGURATION}` },
    });
    this.validatingWebhooks = follow({ kind: { apiVersion: REGISTRATION, kind: 'ValidatingWebhookConfiguration' } });
    this.mutatingWebhooks = follow({ kind: { apiVersion: REGISTRATION, kind: 'MutatingWebhookConfiguration' } });
    this.serviceAccounts = follow({
      kind: { apiVersion: 'v1', kind: 'ServiceAccount' },
      selection: { metadataOnly: true },
    });
    this.authoritySecrets = follow({ kind: secrets, selection: { fieldSelector: `type=${secretTypes.authority}` } });
    this.workloadSecrets = follow({ kind: secrets, selection: { fieldSelector: `type=${secretTypes.workload}` } });
    this.services = follow({ kind: { apiVersion: 'v1', kind: 'Service' } });
    this.slices = follow({ kind: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' } });
  }

  /** Calls the listener after every change of anything. */
  onChange(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves when the copies are complete. */
  async synced(): Promise<void> {
    await Promise.all(this.#all.map(({ synced }) => synced));
  }

  /** Follows the cluster until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#all.map((informer) => informer.run(signal)));
  }

  /** True if a connection to the Service would find a pod. */
  hasReadyEndpoint({ metadata: { namespace, name } }: Manifest): boolean {
    return this.slices
      .list()
      .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[SERVICE_LABEL] === name)
      .some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false) === true);
  }

  get #all(): readonly Pick<Informer, 'run' | 'synced'>[] {
    const { authoritySecrets, workloadSecrets, serviceAccounts, services, slices } = this;
    const { citadelPods, webhookPods, galleyConfigurations, validatingWebhooks, mutatingWebhooks } = this;
    return [
      ...[authoritySecrets, workloadSecrets, serviceAccounts, services, slices],
      ...[citadelPods, webhookPods, galleyConfigurations, validatingWebhooks, mutatingWebhooks],
    ];
  }
}

/** True for a pod that works and is not on its way out. */
export function isReady({ metadata, status }: Pod): boolean {
  const ready = status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True');
  return ready === true && metadata.deletionTimestamp === undefined;
}

const CITADEL_LABELS = 'istio=citadel';
const WEBHOOK_LABELS = 'istio in (galley,sidecar-injector)';
const GALLEY_CONFIGURATION = 'istio-galley-configuration';
/** Served wherever we run; its contents are those of v1beta1, which the programs write. */
const REGISTRATION = 'admissionregistration.k8s.io/v1';
const SERVICE_LABEL = 'kubernetes.io/service-name';
