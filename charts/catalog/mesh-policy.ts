import type { ByMinor } from './minor.ts';

/** What differs between the authentication policies that the charts of the releases set for the whole mesh. */
export interface MeshPolicyFacts {
  /** The label app. */
  readonly app: string;
  /** Without strict mutual TLS there is a permissive policy; before there was none, and sidecars refused TLS. */
  readonly permissive: boolean;
  /** So has a cluster whose control plane is in another one, profile `remote`. */
  readonly permissiveWhenRemote: boolean;
}

const since11: MeshPolicyFacts = { app: 'security', permissive: true, permissiveWhenRemote: true };

/** charts/security/templates/configmap.yaml of each line; with 1.0 that of the chart istio-remote, too. */
export const MESH_POLICY: ByMinor<MeshPolicyFacts> = {
  '1.0': { app: 'istio-security', permissive: false, permissiveWhenRemote: false },
  '1.0.3': { permissive: true },
  '1.1': since11,
  '1.2': since11,
  '1.3': since11,
  '1.4': since11,
};
