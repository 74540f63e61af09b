import type { ByMinor } from './minor.ts';

/** Containers that the legacy API bridge stands beside. */
export type BridgeNeighbour = 'mixer' | 'injector';

/**
 * Binaries which cannot run without an API that Kubernetes stopped serving, as group/version/Kind, and that no flag
 * saves: mixer 1.0 waits for it for ever (mixer/adapter/kubernetesenv), injector 1.1 ends at once (pkg/util/webhookpatch.go).
 */
export const BRIDGED: ByMinor<Readonly<Partial<Record<BridgeNeighbour, string>>>> = {
  '1.0': { mixer: 'extensions/v1beta1/ReplicaSet' },
  '1.1': { injector: 'admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration' },
  '1.2': {},
  '1.3': {},
  '1.4': {},
};

/** Meshwright's own image, of the version that renders; a test holds it to package.json. */
export const BRIDGE_IMAGE = 'meshwright:0.1.0';

/** Where the bridge listens in its pod; free in every pod of every release. */
export const BRIDGE_PORT = 15099;
