import type { Manifest } from '../../api/manifest.ts';
import { rootsOf } from '../readiness/certificates.ts';

/** Whose certificates there are in a cluster. */
export interface Authorities {
  /** Where the mesh is. */
  readonly namespace: string;
  /** Secrets that the citadel of the mesh signs with. */
  readonly own: readonly Manifest[];
  /** The same of other meshes, whoever installed them. */
  readonly others: readonly Manifest[];
  /** True when there is another mesh, also where its authority was not found. */
  readonly hasOthers: boolean;
}

/** A Secret of a workload, as far as it has to be known: whose it is. */
export interface IssuedSecret {
  readonly secret: Manifest;
  readonly isOurs: boolean;
}

/**
 * Which Secrets of workloads the citadel of a mesh has issued. Nothing in a Secret names its mesh, but it holds the root
 * that its certificate is signed under: what is under a root of ours and of no other mesh is ours, and so is what lies
 * in the namespace of the mesh and is under nobody else's. Where there is no other mesh, all are; where there is one,
 * what cannot be told stays.
 */
export function issuedSecrets(secrets: readonly Manifest[], authorities: Authorities): IssuedSecret[] {
  const { namespace, own, others, hasOthers } = authorities;
  const theirs = new Set(others.flatMap(rootsOf));
  const ours = new Set(own.flatMap(rootsOf).filter((root) => !theirs.has(root)));
  const isOurs = (secret: Manifest): boolean => {
    const roots = rootsOf(secret);
    const isHere = secret.metadata.namespace === namespace;
    return roots.some((root) => ours.has(root)) || (isHere && !roots.some((root) => theirs.has(root)));
  };
  return secrets.map((secret) => ({ secret, isOurs: !hasOthers || isOurs(secret) }));
}
