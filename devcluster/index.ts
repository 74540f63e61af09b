/**
 * A real Kubernetes control plane without containers, for tests and demonstrations: etcd, apiserver, controllers and
 * scheduler as processes, nodes and kubelets simulated by kwok.
 */
export { startDevcluster } from './start.ts';
export type { Devcluster } from './devcluster.ts';
export type { DevclusterOptions } from './options.ts';
export type { KubernetesVersion } from './binaries/catalog.ts';
export type { AuditEvent, RequestCount } from './control-plane/audit.ts';
export type { Behaviour, BehaviourRule } from './control-plane/behaviour.ts';
export type { PullTime } from './kubelet/image-pulls.ts';
export type { ProcessName } from './control-plane/layout.ts';
export { behaviourAnnotations } from './control-plane/behaviour.ts';
export { makeAuthority } from './control-plane/certificates.ts';
