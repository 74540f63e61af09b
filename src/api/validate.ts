import { isIP } from 'node:net';
import type { z } from 'zod';
import { InvalidSpecError, type SpecProblem } from './errors.ts';
import { withoutEffect } from './without-effect.ts';
import { meshInstallSpec, type MeshInstallSpec } from './spec/index.ts';

/**
 * The spec of a MeshInstall, checked.
 * @throws InvalidSpecError naming every field that is wrong, its value and what it may be.
 */
export function parseSpec(input: unknown): MeshInstallSpec {
  const parsed = meshInstallSpec.safeParse(input);
  if (!parsed.success) {
    throw new InvalidSpecError(
      parsed.error.issues.flatMap((issue) => problemsOf(issue, input)),
      { cause: parsed.error },
    );
  }
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new InvalidSpecError(problems);
  return parsed.data;
}

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
  if (issue.code === 'invalid_format' && 'pattern' in issue)
    return `not possible; it has to match ${issue.pattern ?? ''}.`;
  if (issue.code === 'invalid_type') return `not possible; it has to be of type ${issue.expected}.`;
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

/** What no single field shows: two values that cannot both be meant. */
function contradictions(spec: MeshInstallSpec): SpecProblem[] {
  return [...duplicateGateways(spec), ...inverseAutoscaling(spec), ...namedEndpoints(spec), ...withoutEffect(spec)];
}

function duplicateGateways({ gateways = [] }: MeshInstallSpec): SpecProblem[] {
  const names = gateways.map(({ name }) => name);
  return names.flatMap((name, i) =>
    names.indexOf(name) === i
      ? []
      : [{ field: `spec.gateways[${i}].name`, value: name, message: 'appears twice; merge the two entries.' }],
  );
}

function inverseAutoscaling({ components = {}, gateways = [] }: MeshInstallSpec): SpecProblem[] {
  const workloads = [
    ...Object.entries(components).map(([name, settings]) => ({ at: `spec.components.${name}`, settings })),
    ...gateways.map((settings, i) => ({ at: `spec.gateways[${i}]`, settings })),
  ];
  return workloads.flatMap(({ at, settings }) => {
    const { min, max } = settings?.autoscaling ?? {};
    if (min === undefined || max === undefined || min <= max) return [];
    return [{ field: `${at}.autoscaling.min`, value: min, message: `is above max (${max}); lower it or raise max.` }];
  });
}

/** Endpoints hold IP addresses only; the apiserver would refuse a name much later. */
function namedEndpoints({ mesh: { remote = {} } = {} }: MeshInstallSpec): SpecProblem[] {
  if (remote.createServiceEndpoints !== true) return [];
  return (['pilotAddress', 'policyAddress', 'telemetryAddress'] as const).flatMap((key) => {
    const address = remote[key] ?? '';
    if (address === '' || isIP(address) > 0) return [];
    const message = 'not an IP address, which createServiceEndpoints needs; write one, or leave that out.';
    return [{ field: `spec.mesh.remote.${key}`, value: address, message }];
  });
}
