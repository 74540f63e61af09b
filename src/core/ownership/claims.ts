import type { MeshInstall } from '../../api/meshinstall.ts';

const ageOf = ({ metadata }: MeshInstall): string => `${metadata.creationTimestamp ?? ''} ${metadata.name}`;

/** True when the claim of one MeshInstall goes before that of the other: the older, or the first by name. */
export const precedes = (one: MeshInstall, other: MeshInstall): boolean => ageOf(one) < ageOf(other);

/** MeshInstalls that ask for one namespace, in the order of their claims: the first has it. */
export const claimants = (installs: readonly MeshInstall[]): MeshInstall[] =>
  installs.toSorted((one, other) => (precedes(one, other) ? -1 : Number(precedes(other, one))));
