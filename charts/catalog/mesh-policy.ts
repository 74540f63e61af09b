import type { ByMinor } from './minor.ts';

/** What differs between the authentication policies that the charts of the releases set for the whole mesh. */
export interface MeshPolicyFacts {
  /** The label app. */
  readonly app: string;
  /** Without strict mutual TLS there is a permissive policy; before there was none, and sidecars refused TLS. */
  readonly permissive: boolean;
}

/** charts/security/templates/configmap.yaml of each line. */
export const MESH_POLICY: ByMinor<MeshPolicyFacts> = {
  '1.0': { app: 'istio-security', permissive: false },
  '1.0.3': { permissive: true },
  '1.1': { app: 'security', permissive: true },
  '1.2': { app: 'security', permissive: true },
  '1.3': { app: 'security', permissive: true },
  '1.4': { app: 'security', permissive: true },
};
