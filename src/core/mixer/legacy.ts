import { LABELS } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';

/** The API group of mixer's configuration. */
const MIXER_GROUP = 'config.istio.io/';

/** The two kinds that all adapters and templates have since Istio 1.2. */
export type Target = 'handler' | 'instance';

/** What a kind that mixer no longer reads becomes; its own name is the adapter or the template. */
export interface LegacyKind {
  readonly kind: string;
  readonly becomes: Target;
  /** The last release line whose mixer has the adapter, if one has no more. */
  readonly adapterUntil?: string;
}

/** True for objects of mixer's group and one of these kinds. */
export const isMixer = ({ apiVersion, kind }: Manifest, ...kinds: string[]): boolean =>
  apiVersion.startsWith(MIXER_GROUP) && kinds.includes(kind);

/** True for what a MeshInstall renders: with another release it renders another form, under the same names. */
export const isRendered = ({ metadata }: Manifest): boolean => metadata.labels?.[LABELS.mesh] !== undefined;

/** How mixer names an object in full: `name.kind.namespace` (mixer/pkg/config/store, Key). */
export const fullName = (name: string, kind: string, namespace = 'default'): string => `${name}.${kind}.${namespace}`;

/** The full name of an object. */
export const fullNameOf = ({ kind, metadata }: Manifest): string => fullName(metadata.name, kind, metadata.namespace);

/** The spec of an object, or an empty one. */
export const specOf = (object: Manifest): Record<string, unknown> => (object['spec'] ?? {}) as Record<string, unknown>;
