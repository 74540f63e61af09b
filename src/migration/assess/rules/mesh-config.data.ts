import type { Severity } from '../rule.ts';

/** A field of the mesh config of 1.0 to 1.4 that the target does not read, or reads otherwise. */
export interface MeshConfigFact {
  readonly path: string;
  readonly severity: Severity;
  readonly message: string;
}

/** From istio.io/docs/reference/config/istio.mesh.v1alpha1 of 1.4 and of the target. */
export const MESH_CONFIG: readonly MeshConfigFact[] = [
  { path: 'mixerCheckServer', severity: 'cosmetic', message: 'says where mixer is, which nobody asks' },
  { path: 'mixerReportServer', severity: 'cosmetic', message: 'says where mixer is, which nobody tells' },
  { path: 'policyCheckFailOpen', severity: 'cosmetic', message: 'is about mixer, which nobody asks' },
  {
    path: 'sdsUdsPath',
    severity: 'changes',
    message: 'names the socket of node agents, which proxies do not use any more',
  },
  { path: 'enableSdsTokenMount', severity: 'cosmetic', message: 'is the only way today' },
  { path: 'sdsUseK8sSaJwt', severity: 'cosmetic', message: 'is the only way today' },
  {
    path: 'trustDomain',
    severity: 'changes',
    message: 'is part of every identity: the target needs the same, or it in `trustDomainAliases`',
  },
  {
    path: 'defaultConfig.controlPlaneAuthPolicy',
    severity: 'changes',
    message: 'says how to reach pilot; proxies always use TLS, and certificates of the control plane come from istiod',
  },
  {
    path: 'defaultConfig.statsdUdpAddress',
    severity: 'changes',
    message:
      'says where Envoy sends statistics to, which proxies of the target do, too, when their mesh config says it',
  },
  {
    path: 'ingressControllerMode',
    severity: 'changes',
    message: 'says which Ingresses are served; the target needs it too',
  },
  {
    path: 'rootNamespace',
    severity: 'changes',
    message: 'is where policies for the whole mesh are; the target needs it too',
  },
];
