import { ADDONS, LABELS, type ComponentName } from '../src/api/components.ts';
import type { Manifest } from '../src/api/manifest.ts';

/** A file of a synthesis. */
export interface ManifestFile {
  /** Such as `02-galley.yaml`. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

/**
 * Resources of Istio's own kinds, of whichever component: their kinds have to be served before, and galley has to
 * answer, which validates them. The loop applies them together, too.
 */
const ISTIO_RESOURCES = 'istio-resources';

const isIstioResource = ({ apiVersion }: Manifest): boolean => /\.istio\.io\//.test(apiVersion);

const componentOf = ({ metadata }: Manifest): ComponentName => metadata.labels?.[LABELS.component] ?? 'base';

const partOf = (manifest: Manifest): string => (isIstioResource(manifest) ? ISTIO_RESOURCES : componentOf(manifest));

/** Add-ons come last, and Istio resources before them; everything else stays in install order. */
const rankOf = (part: string): number => (ADDONS.has(part) ? 2 : part === ISTIO_RESOURCES ? 1 : 0);

/**
 * Rendered objects as files, one per component and one for Istio resources, numbered in the order in which they can be
 * applied one after the other.
 */
export function layout(manifests: readonly Manifest[]): ManifestFile[] {
  const parts = [...Map.groupBy(manifests, partOf)].sort(([a], [b]) => rankOf(a) - rankOf(b));
  return parts.map(([part, members], i) => ({
    name: `${String(i).padStart(2, '0')}-${part}.yaml`,
    manifests: members,
  }));
}
