import type { z } from 'zod';
import { boundProblems } from './bounds.ts';
import { contradictions } from './contradictions.ts';
import { InvalidSpecError, type SpecProblem } from '../errors.ts';
import { formatProblems } from './format-checks.ts';
import { isInstalled, namespaceProblems, type Place } from './namespaces.ts';
import { noOpSettings } from './no-op-settings.ts';
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
      parsed.error.issues.flatMap((issue) => problemsOf(issue, input)),
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

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, input: unknown): SpecProblem[] {
  const at = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: `${at}.${key}`,
      value: valueAt(input, [...issue.path, key]),
      message: 'unknown field; check the spelling against `kubectl explain mi.spec --recursive`.',
    }));
  }
  const value = valueAt(input, issue.path);
  const message = value === undefined ? 'is required.' : remedy(issue);
  return [{ field: at, value, message }];
}

function remedy(issue: Issue): string {
  if (issue.code === 'invalid_value') return `not a possible value; choose one of ${issue.values.join(', ')}.`;
  if (issue.code === 'invalid_type') return `not possible; it has to be of type ${issue.expected}.`;
  // Patterns and unions of the schema say in their messages what to write.
  if (issue.code === 'invalid_format' || issue.code === 'invalid_union') return `not possible; write ${issue.message}.`;
  return `not possible; ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}.`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    'spec',
  );
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}
