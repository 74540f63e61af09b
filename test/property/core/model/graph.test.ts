import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { inOrder, inParts, readyParts, type PartObjects } from '../../../../src/core/model/graph.ts';
import type { Need } from '../../../../src/core/model/needs.ts';
import { PARTS } from '../../../../src/core/model/parts.ts';
import { RELEASES, HOP_NEEDS } from '../../../../charts/index.ts';
import { needsOn } from '../../../../src/core/upgrade/hop.ts';

const NAMES = PARTS.map(({ name }) => name);

/** Needs without a circle: only of parts that come before in some order of all. */
const anyGraph = fc
  .tuple(
    fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
    fc.array(fc.tuple(fc.nat(NAMES.length - 1), fc.nat(NAMES.length - 1)), { maxLength: 40 }),
  )
  .map(([order, pairs]): Need[] =>
    pairs.filter(([a, b]) => a < b).map(([a, b]) => ({ part: order[b] ?? '', needs: order[a] ?? '', why: 'any' })),
  );

const anyHop = fc
  .tuple(fc.constantFrom(...RELEASES), fc.constantFrom(...RELEASES))
  .map(([from, to]): Need[] => needsOn({ from, to, rest: [] }, HOP_NEEDS));

/** One object of some parts: what a mesh is made of, as far as a graph asks. */
const ONE_OF: Readonly<Record<string, Manifest>> = {
  namespace: object('v1', 'Namespace'),
  crds: object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
  foundation: object('v1', 'ServiceAccount'),
  bindings: object('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  citadel: object('apps/v1', 'Deployment', 'citadel'),
  galley: object('apps/v1', 'Deployment', 'galley'),
  pilot: object('apps/v1', 'Deployment', 'pilot'),
  attributes: object('config.istio.io/v1alpha2', 'attributemanifest'),
  'mixer-resources': object('config.istio.io/v1alpha2', 'rule'),
  mixer: object('apps/v1', 'Deployment', 'policy'),
  gateways: object('apps/v1', 'Deployment', 'my-gateway'),
};

function object(apiVersion: string, kind: string, component = 'base'): Manifest {
  return { apiVersion, kind, metadata: { name: kind, labels: { 'meshwright.dev/component': component } } };
}

const anyMesh = fc.subarray(Object.keys(ONE_OF)).map((names) => names.flatMap((name) => ONE_OF[name] ?? []));

/** Walks the graph with gates that open in the order that the numbers choose. @returns what began and opened, in order */
function walk(parts: readonly PartObjects[], choices: readonly number[]): { begun: string[]; opened: string[] } {
  const [begun, open] = [new Set<string>(), new Set<string>()];
  for (let turn = 0; open.size < parts.length && turn <= parts.length; turn++) {
    for (const { part } of readyParts(parts, begun, open)) begun.add(part.name);
    const atWork = [...begun].filter((name) => !open.has(name));
    const chosen = atWork[(choices[turn] ?? 0) % Math.max(1, atWork.length)];
    if (chosen !== undefined) open.add(chosen);
  }
  return { begun: [...begun], opened: [...open] };
}

/** What is needed, directly or through others. */
function below(needs: readonly Need[], name: string): string[] {
  const found = new Set([name]);
  for (const one of found) for (const need of needs) if (need.part === one) found.add(need.needs);
  found.delete(name);
  return [...found];
}

describe.each([
  ['random graphs', anyGraph],
  ['all hops', anyHop],
])('over %s', (_, graphs) => {
  it('no part begins before all that it needs is open, in whatever order gates open, and all come to their end', () => {
    fc.assert(
      fc.property(graphs, anyMesh, fc.array(fc.nat(20), { maxLength: 20 }), (needs, mesh, choices) => {
        const parts = inParts(mesh, needs);
        const { begun, opened } = walk(parts, choices);
        expect([...opened].sort()).toEqual(parts.map(({ part }) => part.name).sort());
        const present = new Set(opened);
        for (const name of begun) {
          const earlier = below(needs, name).filter((needed) => present.has(needed));
          const late = earlier.filter((needed) => opened.indexOf(needed) > opened.indexOf(name));
          expect({ name, late }).toEqual({ name, late: [] });
        }
      }),
    );
  });

  it('nothing waits that has what it needs', () => {
    fc.assert(
      fc.property(graphs, anyMesh, fc.subarray(NAMES), (needs, mesh, names) => {
        const parts = inParts(mesh, needs);
        const open = new Set(names);
        const ready = new Set(readyParts(parts, new Set(), open).map(({ part }) => part.name));
        for (const part of parts) {
          expect(ready.has(part.part.name)).toBe(part.needs.every((need) => open.has(need.needs)));
        }
      }),
    );
  });

  it('every part comes after all that it needs, and none twice', () => {
    fc.assert(
      fc.property(graphs, (needs) => {
        const order = inOrder(needs).map(({ name }) => name);
        expect([...order].sort()).toEqual([...NAMES].sort());
        for (const { part, needs: needed } of needs) expect(order.indexOf(needed)).toBeLessThan(order.indexOf(part));
      }),
    );
  });
});

describe('a circle of needs', () => {
  it('is refused with the parts that it goes through', () => {
    const circle = [
      { part: 'pilot', needs: 'galley', why: '' },
      { part: 'galley', needs: 'citadel', why: '' },
      { part: 'citadel', needs: 'pilot', why: '' },
    ];
    expect(() => inOrder(circle)).toThrow(/circle: .*(pilot > galley > citadel|citadel > pilot|galley > citadel)/);
  });
});
