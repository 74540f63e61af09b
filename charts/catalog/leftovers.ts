import type { Leftover } from '../../src/api/leftovers.ts';

/**
 * ConfigMaps that programs of a mesh make by themselves in its namespace and leave there, of all releases: a mesh may
 * have run any of them before. What else they make, read off everything that they create in 1.0.9, 1.1.17, 1.2.10,
 * 1.3.8 and 1.4.10: the Secrets in WORKLOAD_SECRET_TYPES, citadel's istio-ca-secret (security/pkg/pki/ca/ca.go), and
 * galley's webhooks (runtime-objects.ts). Mixer, the injector and the node agent make nothing, and nobody holds a Lease.
 */
export const LEFTOVERS: readonly Leftover[] = [
  {
    // Citadel of 1.1 and later: the public part of its root, for whoever asks it for certificates
    // (security/pkg/k8s/configmap/configmap.go). It writes it again at its start.
    name: 'istio-security',
    goesWith: 'certificateAuthority',
  },
  {
    // The lock of pilots that write the status of Ingress objects, with the class of the mesh config at its end; it
    // holds no configuration (pilot/pkg/config/kube/ingress/status.go of every release).
    prefix: 'istio-ingress-controller-leader-',
    goesWith: 'mesh',
  },
];

/**
 * Types of the Secrets that hold certificates of workloads: citadel's (security/pkg/k8s/controller/workloadsecret.go;
 * in 1.0 security/pkg/pki/ca/controller/secret.go), and those that pilot of 1.4 has signed by Kubernetes, for
 * `mesh.certificates` (security/pkg/k8s/chiron/controller.go).
 */
export const WORKLOAD_SECRET_TYPES: readonly string[] = ['istio.io/key-and-cert', 'istio.io/dns-key-and-cert'];
