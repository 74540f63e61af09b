import { InvalidSpecError, type SpecProblem } from '../../src/api/errors.ts';
import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import type { Mesh } from '../mesh.ts';
import { unmetRequirements } from './api-requirements.ts';
import { contradictionsOf } from './contradictions.ts';
import { unknownOverrides } from './image-overrides.ts';
import { impossibleFamilies, unservedFamilies } from './ip-families.ts';
import { ignoredByServiceType } from './service-settings.ts';
import { unsupportedOptions } from './unsupported-options.ts';

/**
 * Before a spec is merged with what its release sets anyway.
 * @throws InvalidSpecError naming every setting that the release does not have
 */
export const checkOptions = (spec: MeshInstallSpec, defaults: object): void =>
  refuse(unsupportedOptions(spec, defaults));

/**
 * Once profile and defaults have their part in it.
 * @throws InvalidSpecError naming every setting that contradicts another one, or that another one leaves no effect
 */
export const checkResolved = (spec: MeshInstallSpec, resolved: ResolvedSpec): void =>
  refuse([
    ...contradictionsOf(resolved),
    ...impossibleFamilies(resolved),
    ...ignoredByServiceType(spec, resolved),
    ...unknownOverrides(resolved),
  ]);

/**
 * When it is known which Kubernetes has to carry the mesh.
 * @throws InvalidSpecError naming every setting that needs an API, or fields of one, which are not served
 */
export const checkRequirements = (mesh: Mesh): void => refuse([...unmetRequirements(mesh), ...unservedFamilies(mesh)]);

function refuse(problems: readonly SpecProblem[]): void {
  if (problems.length > 0) throw new InvalidSpecError(problems);
}
