import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { Mesh } from '../mesh.ts';
import { namespaced } from './objects.ts';
import type { Labels, Manifest, Volume } from './types.ts';

type Persistence = ResolvedSpec['components']['grafana']['persistence'];

/** The claim of an add-on, where it keeps its data. An empty storage class is left out: the default class, not none. */
export function claimOf(mesh: Mesh, settings: Persistence, name: string, labels: Labels): Manifest[] {
  const { enabled, storageClassName, accessMode, size } = settings;
  if (!enabled) return [];
  const spec = {
    accessModes: [accessMode],
    ...(storageClassName !== '' && { storageClassName }),
    resources: { requests: { storage: size } },
  };
  return [{ ...namespaced(mesh, 'v1', 'PersistentVolumeClaim', name, labels), spec }];
}

/** Where the data is: in the claim, or with the pod. */
export function dataVolume({ enabled }: Persistence, claimName: string): Volume {
  return { name: 'data', ...(enabled ? { persistentVolumeClaim: { claimName } } : { emptyDir: {} }) };
}
