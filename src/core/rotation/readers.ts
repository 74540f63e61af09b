import type { Manifest } from '../../api/manifest.ts';
import { proxyOf, versionOf, workloadOf, type WorkloadRef } from '../model/proxy.ts';

/** A pod that read a certificate of citadel. */
export interface Reader {
  /** `namespace/name`. */
  readonly name: string;
  readonly namespace: string;
  /** `namespace/name` of the Secret that it mounts; undefined for node agents, which ask citadel. */
  readonly secret?: string;
  readonly createdAt: string;
  readonly workload?: WorkloadRef;
  /** Release of the proxy, if nobody but a proxy reads the Secret: it may read it again. */
  readonly proxy?: string;
}

interface Pod {
  readonly spec?: {
    readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName?: string } }[];
    readonly containers?: readonly {
      readonly name: string;
      readonly volumeMounts?: readonly { readonly name: string }[];
    }[];
  };
}

/** The pod as a reader of certificates; undefined for all others, and for those that have ended or are going. */
export function readerOf(pod: Manifest): Reader | undefined {
  const { name, namespace = '', creationTimestamp: createdAt, labels = {} } = pod.metadata;
  const secret = issuedVolume(pod)?.secret?.secretName;
  if (createdAt === undefined || hasEnded(pod)) return undefined;
  if (secret === undefined && labels['app'] !== 'nodeagent') return undefined;
  const workload = workloadOf(pod, namespace);
  const proxy = proxyReading(pod);
  return {
    name: `${namespace}/${name}`,
    namespace,
    ...(secret !== undefined && { secret: `${namespace}/${secret}` }),
    createdAt,
    ...(workload !== undefined && { workload }),
    ...(proxy !== undefined && { proxy }),
  };
}

const specOf = (pod: Manifest): NonNullable<Pod['spec']> => (pod as unknown as Pod).spec ?? {};

const issuedVolume = (pod: Manifest) =>
  specOf(pod).volumes?.find(({ secret }) => secret?.secretName?.startsWith('istio.') === true);

/** The release of the proxy, where nobody else in the pod reads the Secret. */
function proxyReading(pod: Manifest): string | undefined {
  const volume = issuedVolume(pod);
  const containers = specOf(pod).containers ?? [];
  const readBy = containers.filter(({ volumeMounts }) => volumeMounts?.some(({ name }) => name === volume?.name));
  const isProxy = readBy.length > 0 && readBy.every(({ name }) => name === 'istio-proxy');
  return isProxy ? versionOf(proxyOf(pod)?.image ?? '') : undefined;
}

const hasEnded = (pod: Manifest): boolean =>
  pod.metadata.deletionTimestamp !== undefined ||
  ['Succeeded', 'Failed'].includes((pod['status'] as { phase?: string } | undefined)?.phase ?? '');
