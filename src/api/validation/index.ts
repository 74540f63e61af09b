import { boundProblems } from './bounds.ts';
import { contradictions } from './contradictions.ts';
import { InvalidSpecError } from '../errors.ts';
import { formatProblems } from './format-checks.ts';
import { isInstalled, namespaceProblems, type Place } from './namespaces.ts';
import { noOpSettings } from './no-op-settings.ts';
import { schemaProblems } from './schema-problems.ts';
import type { MeshInstall } from '../meshinstall.ts';
import { meshInstallSpec, type MeshInstallSpec } from '../spec/index.ts';

/**
 * The spec of a MeshInstall, checked. What can be said only with a release is checked where it is resolved and
 * rendered (charts/validation).
 * @throws InvalidSpecError naming every field that is wrong, its value and what it may be.
 */
export function parseSpec(input: unknown, place: Place = {}): MeshInstallSpec {
  const beyond = boundProblems(input);
  if (beyond.length > 0) throw new InvalidSpecError(beyond);
  const parsed = meshInstallSpec.safeParse(input);
  if (!parsed.success) {
    throw new InvalidSpecError(
      parsed.error.issues.flatMap((issue) => schemaProblems(issue, input)),
      { cause: parsed.error },
    );
  }
  const checks = [contradictions, formatProblems, noOpSettings];
  const problems = [...namespaceProblems(parsed.data, place), ...checks.flatMap((check) => check(parsed.data))];
  if (problems.length > 0) throw new InvalidSpecError(problems);
  return parsed.data;
}

/** The spec of a MeshInstall of the cluster, where its mesh may be already. @throws InvalidSpecError like parseSpec */
export const parseSpecOf = (install: MeshInstall, operatorNamespace?: string): MeshInstallSpec =>
  parseSpec(install.spec, { operatorNamespace, isInstalled: isInstalled(install) });
