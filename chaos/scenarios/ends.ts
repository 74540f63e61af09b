import type { MeshInstall } from '../../src/api/meshinstall.ts';
import type { Condition } from '../../src/api/status.ts';

/** A condition, if it is about the spec as it is now. */
export function conditionOf({ metadata, status }: MeshInstall, type: string): Condition | undefined {
  const found = status?.conditions?.find((condition) => condition.type === type);
  return found?.observedGeneration === metadata.generation ? found : undefined;
}

/** Ready as it is asked for now. */
export function isReady(install: MeshInstall | undefined): boolean {
  if (install?.status === undefined || install.status.version !== install.spec.version) return false;
  return conditionOf(install, 'Ready')?.status === 'True';
}

/** Stopped for this reason, as it is asked for now. */
export const isStalled =
  (reason: string) =>
  (install: MeshInstall | undefined): boolean => {
    const stalled = install && conditionOf(install, 'Stalled');
    return stalled?.status === 'True' && stalled.reason === reason;
  };

/** There is no MeshInstall any more. */
export const isGone = (install: MeshInstall | undefined): boolean => install === undefined;
