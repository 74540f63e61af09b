import type { Manifest } from '../../api/manifest.ts';

interface Definition {
  readonly versions?: readonly { readonly name: string; readonly served: boolean }[];
}

const isCrd = ({ kind }: Manifest): boolean => kind === 'CustomResourceDefinition';
const versionsOf = (crd: Manifest): string[] =>
  ((crd['spec'] as Definition | undefined)?.versions ?? []).filter(({ served }) => served).map(({ name }) => name);

/**
 * A CRD as it is there, where that serves our version and others beside it: then a newer Istio brought it, whose istiod
 * runs beside our pilot, and pilot reads what it served before. Ours in its place would take the other versions away; and
 * once objects are stored in one of them the apiserver refuses it (apiextensions, `status.storedVersions`).
 */
export function keepingNewerCrd(manifest: Manifest, live: Manifest | undefined): Manifest {
  if (live === undefined || !isCrd(manifest)) return manifest;
  const [ours, theirs] = [versionsOf(manifest), versionsOf(live)];
  const isNewer = theirs.length > ours.length && ours.every((version) => theirs.includes(version));
  return isNewer ? { ...manifest, spec: live['spec'] } : manifest;
}
