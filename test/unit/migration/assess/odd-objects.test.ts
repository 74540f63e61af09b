import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { assess } from '../../../../src/migration/assess/assess.ts';
import { convertPolicies } from '../../../../src/migration/convert/convert.ts';
import { NEWEST_TARGET, targetOf } from '../../../../src/migration/targets.data.ts';
import { PLANTED } from '../../../support/migration/planted.ts';

const target = targetOf(NEWEST_TARGET);
const ODD: readonly unknown[] = [null, '', [], {}, 1, 'x', true, [null], ['x'], { a: null }, [{}]];

/** Copies of an object, each with one value replaced by an odd one; what every object has stays. */
function* mutants(object: Manifest): Generator<Manifest> {
  for (const path of pathsIn(object)) {
    const isIdentity = ['apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.namespace'].includes(
      path.join('.'),
    );
    if (isIdentity) continue;
    for (const value of ODD) yield replaced(object, path, value) as Manifest;
  }
}

const pathsIn = (value: unknown): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])])
    : [];

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? replaced(item, rest, by) : (item as unknown)));
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, by) };
}

describe('objects that nobody has checked', () => {
  it.each(Object.entries(PLANTED))('make nothing fail, whatever is null or of another kind: %s', (_minor, text) => {
    const objects = loadAll(text) as Manifest[];
    for (const [i, object] of objects.entries())
      for (const mutant of mutants(object)) {
        assess({ objects: [mutant], target });
        convertPolicies([...objects.slice(0, i), mutant, ...objects.slice(i + 1)], { rootNamespace: 'istiod' });
      }
    expect(objects.length).toBeGreaterThan(0);
  });
});

describe('what an installer brought', () => {
  it('is left out by the label of the operator of 1.4, too', () => {
    const rule = `{apiVersion: config.istio.io/v1alpha2, kind: rule, metadata: {name: r, namespace: istio-system, labels: {operator.istio.io/component: Policy}}}`;
    expect(assess({ objects: loadAll(rule) as Manifest[], target }).findings).toEqual([]);
  });
});

describe('an object of a file without a namespace', () => {
  it('belongs to the namespace default, and to the cluster only where its kind does', () => {
    const text = `
{apiVersion: rbac.istio.io/v1alpha1, kind: ServiceRole, metadata: {name: r}, spec: {rules: [{services: ['*']}]}}
---
{apiVersion: rbac.istio.io/v1alpha1, kind: ClusterRbacConfig, metadata: {name: default}, spec: {mode: 'ON'}}`;
    const { findings } = assess({ objects: loadAll(text) as Manifest[], target });
    expect(findings.map(({ object, namespace }) => [object, namespace])).toEqual([
      ['ClusterRbacConfig default', undefined],
      ['ServiceRole r', 'default'],
    ]);
  });
});
