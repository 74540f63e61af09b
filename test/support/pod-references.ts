import type { Container, PodSpec, Volume } from '../../charts/kit/types.ts';
import { containersOf } from './pods.ts';
import type { PodOwner, Provided } from './provided.ts';

/** Something that a pod cannot start without, and the keys that it has to have. */
interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly keys?: readonly string[];
}

/** What the pods of a workload refer to that nobody provides; one sentence each. */
export function podReferences({ object, pod }: PodOwner, mesh: Provided): string[] {
  const { namespace } = object.metadata;
  return referencesOf(pod).flatMap(({ kind, name, keys = [] }) => {
    const found = mesh.find(kind, namespace, name);
    if (found === undefined) return mesh.missing(kind, namespace, name);
    const known = Object.keys(found['data'] ?? {});
    return keys.filter((key) => !known.includes(key)).map((key) => `${kind} ${name} has no key ${key}`);
  });
}

function referencesOf(pod: PodSpec): Reference[] {
  const containers = containersOf(pod);
  return [
    ...(pod.volumes ?? []).flatMap((volume) => volumeReferences(volume, containers)),
    ...containers.flatMap(environmentReferences),
    ...(pod.imagePullSecrets ?? []).map(({ name = '' }) => ({ kind: 'Secret', name })),
    { kind: 'ServiceAccount', name: pod.serviceAccountName ?? 'default' },
  ];
}

/** Keys of ConfigMaps that are mounted one by one have to be there. */
function volumeReferences(volume: Volume, containers: readonly Container[]): Reference[] {
  const { configMap, secret, persistentVolumeClaim: claim } = volume;
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts.filter(({ name }) => name === volume.name));
  const keys = [...(configMap?.items ?? []).map(({ key }) => key), ...mounts.flatMap(({ subPath }) => subPath ?? [])];
  return [
    ...(configMap && configMap.optional !== true ? [{ kind: 'ConfigMap', name: configMap.name ?? '', keys }] : []),
    ...(secret && secret.optional !== true ? [{ kind: 'Secret', name: secret.secretName ?? '' }] : []),
    ...(claim ? [{ kind: 'PersistentVolumeClaim', name: claim.claimName }] : []),
  ];
}

function environmentReferences({ env = [] }: Container): Reference[] {
  return env.flatMap(({ valueFrom: { configMapKeyRef, secretKeyRef } = {} }) => [
    ...(configMapKeyRef && configMapKeyRef.optional !== true
      ? [{ kind: 'ConfigMap', name: configMapKeyRef.name ?? '', keys: [configMapKeyRef.key] }]
      : []),
    ...(secretKeyRef && secretKeyRef.optional !== true ? [{ kind: 'Secret', name: secretKeyRef.name ?? '' }] : []),
  ]);
}
