import type { Severity } from '../rule.ts';

/** An annotation that lost its meaning. */
export interface AnnotationFact {
  readonly name: RegExp;
  readonly severity: Severity;
  readonly message: string;
}

/** Annotations of 1.0 to 1.4 on pods that the target does not read, or reads otherwise; the first that fits counts. */
export const ANNOTATIONS: readonly AnnotationFact[] = [
  {
    name: /^policy\.istio\.io\//,
    severity: 'blocks',
    message: 'says how to ask mixer, which nobody does any more',
  },
  {
    name: /^sidecar\.istio\.io\/proxyImage$/,
    severity: 'blocks',
    message: 'fixes the image of the sidecar, so that an old proxy asks the new istiod',
  },
  {
    name: /^sidecar\.istio\.io\/(controlPlaneAuthPolicy|discoveryAddress)$/,
    severity: 'blocks',
    message: 'says where pilot is and how to reach it; `proxy.istio.io/config` does today',
  },
  {
    name: /^sidecar\.istio\.io\/bootstrapOverride$/,
    severity: 'changes',
    message: 'replaces the bootstrap of the proxy by one of an old release',
  },
  {
    name: /^sidecar\.istio\.io\/enableCoreDump$/,
    severity: 'changes',
    message: 'is not read any more; a template of injection can do the same',
  },
  {
    name: /^sidecar\.istio\.io\/inject$/,
    severity: 'cosmetic',
    message: 'is deprecated as an annotation, and still read; write it as a label',
  },
];

/** Annotations below the prefixes of Istio that the target reads as before (istio.io/docs/reference/config/annotations). */
export const ANNOTATIONS_READ: readonly RegExp[] = [
  /^sidecar\.istio\.io\/(agentLogLevel|componentLogLevel|extraStatTags|interceptionMode|logLevel)$/,
  /^sidecar\.istio\.io\/(proxy(CPU|Memory)(Limit)?|proxyImageType|rewriteAppHTTPProbers|status|userVolume(Mount)?)$/,
  /^sidecar\.istio\.io\/(stats(Compression|HistogramBuckets|Inclusion(Prefixes|Regexps|Suffixes))|nativeSidecar)$/,
  /^(traffic|status|readiness\.status)\.sidecar\.istio\.io\//,
];

/** What an annotation of a pod begins with, if Istio reads it. */
export const OF_ISTIO = /^((traffic|status|readiness\.status)\.)?(sidecar|policy)\.istio\.io\//;
