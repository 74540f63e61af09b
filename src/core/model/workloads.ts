import type { ComponentName } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { PartObjects } from './graph.ts';
import { componentOf } from './parts.ts';

/** True for kinds that run pods. */
export function isPodOwner({ kind }: Manifest): boolean {
  return kind === 'Deployment' || kind === 'DaemonSet';
}

/** Components that run pods in a part. */
export function componentsIn({ objects }: Pick<PartObjects, 'objects'>): ComponentName[] {
  return [...new Set(objects.filter(isPodOwner).map(componentOf))];
}
