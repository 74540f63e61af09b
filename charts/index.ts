/**
 * The one door to the charts: a spec and what the cluster serves go in, manifests come out. Knows no cluster, no
 * clock, no environment.
 */
export { askedOf, capabilitiesOf } from './capabilities.ts';
export { certificateFacts } from './catalog/certificates.ts';
export { imageArchitectures } from './catalog/image-architectures.ts';
export { kindsLost, LEGACY_MIXER_KINDS } from './catalog/crds.ts';
export { kubernetesSupport } from './catalog/kubernetes-support.ts';
export { NEWEST_KUBERNETES } from './catalog/kubernetes.ts';
export { HOP_NEEDS } from './catalog/hops.ts';
export { redirectionOf } from './catalog/redirection.ts';
export { helmKey, type HelmKey } from './helm-keys.ts';
export { optionFacts, type OptionFacts } from './option-facts.ts';
export { releaseLines, type ReleaseLine } from './release-lines.ts';
export { RELEASES } from './catalog/releases.ts';
export { LEFTOVERS, WORKLOAD_SECRET_TYPES } from './catalog/leftovers.ts';
export { RUNTIME_OBJECTS } from './catalog/runtime-objects.ts';
export type { Mesh } from './mesh.ts';
export { OPERATOR_CONTAINER, OPERATOR_NODE_OPTIONS } from './operator/settings.ts';
export { proxyImage } from './components/proxy.ts';
export { everyKind } from './every-kind.ts';
export { imagesOf } from './images-of.ts';
export { mirrored, wholeReference } from './kit/images.ts';
export { render } from './render.ts';
export { synthesize } from './synthesize.ts';
export { profilesOf, resolve } from './resolve.ts';
export { runtimeObjectsOf } from './runtime-objects.ts';
export { importMesh, type ImportedMesh } from './import/import-mesh.ts';
export type { Document } from './import/document.ts';
export { settingsOf } from './import/set.ts';
export { specFromValues, type ConvertedValues } from './values/mesh-install.ts';
export { ipDoubts } from './validation/ip-doubts.ts';
export type { Unmapped } from './values/unmapped.ts';
export { injected } from './inject/document.ts';
export { injectionSettings } from './inject/settings.ts';
