import { describe, expect, it } from '@jest/globals';
import { BUDGETS } from '../../../bench/budgets.ts';
import { sumOf } from '../../../bench/cluster/metrics.ts';
import { inTwoSteps } from '../../../bench/cluster/raw.ts';
import { meshOf, minimalMeshes, objectsOf } from '../../../bench/cluster/meshes.ts';
import { drifts, editOf, leavesOf, valueAt, type Drift } from '../../../bench/measurements/drift.ts';
import { longestChain } from '../../../bench/measurements/longest-chain.ts';
import { byPurpose } from '../../../bench/measurements/rest.ts';
import { seededRandom } from '../../../bench/numbers/seeded-random.ts';
import type { PartObjects } from '../../../src/core/model/graph.ts';

const workload = (name: string, ...images: string[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { template: { spec: { containers: images.map((image) => ({ name: image, image })) } } },
});

const part = (name: string, needs: readonly string[], ...objects: ReturnType<typeof workload>[]): PartObjects => ({
  part: { name, gate: '', takes: () => true },
  needs: needs.map((needed) => ({ part: name, needs: needed, why: '' })),
  objects,
});

describe('The longest chain of pulls', () => {
  const seconds = (image: string): number => Number(image);

  it('adds what waits for each other, and takes the longest of what goes side by side', () => {
    const parts = [
      part('citadel', [], workload('citadel', '3')),
      part('galley', ['citadel'], workload('galley', '2')),
      part('addons', [], workload('grafana', '4')),
      part('mixer', ['galley'], workload('policy', '1'), workload('telemetry', '5')),
    ];
    expect(longestChain(parts, seconds)).toBe(10);
  });

  it('adds the images of one pod, each of them once', () => {
    expect(longestChain([part('pilot', [], workload('pilot', '2', '3', '2'))], seconds)).toBe(5);
  });
});

describe('Drifts', () => {
  const objects = objectsOf(meshOf('demo'));
  const some = (count: number): Drift[] => {
    const all = drifts(objects, seededRandom(1));
    return Array.from({ length: count }, () => all.next().value as Drift);
  };

  it('are the same in every run, deletions and edits by turns', () => {
    expect(some(20)).toEqual(some(20));
    expect(some(6).map(({ leaf }) => leaf === undefined)).toEqual([true, false, true, false, true, false]);
  });

  it('never delete a namespace or a CRD, nor edit a field twice', () => {
    const all = some(2000);
    const deleted = new Set(all.filter(({ leaf }) => leaf === undefined).map(({ object }) => object.kind));
    expect(deleted).toContain('Deployment');
    expect(deleted).not.toContain('Namespace');
    expect(deleted).not.toContain('CustomResourceDefinition');
    const edited = all.flatMap(({ leaf }) => leaf ?? []);
    expect(new Set(edited).size).toBe(1000);
  });

  it('change one value and nothing else, and never who an object is', () => {
    const object = { apiVersion: 'v1', kind: 'X', metadata: { name: 'x', labels: { a: 'b' } }, spec: { n: 1, l: [2] } };
    const leaves = leavesOf(object);
    expect(leaves.map(editOf)).toEqual([{ metadata: { labels: { a: 'bx' } } }, { spec: { n: 2 } }]);
    expect(leaves.map(({ path }) => valueAt(object, path))).toEqual(['b', 1]);
  });
});

describe('What is sent raw', () => {
  it('is everything but webhooks, with CRDs and namespaces first', () => {
    const objects = objectsOf(meshOf('demo'));
    const { first, then } = inTwoSteps(objects);
    expect(new Set(first.map(({ kind }) => kind))).toEqual(new Set(['Namespace', 'CustomResourceDefinition']));
    expect(first.length + then.length).toBe(objects.length - 2);
  });
});

describe('Many meshes', () => {
  it('have names of their own, also where some are there already', () => {
    expect(minimalMeshes(2, undefined, 500).map(({ spec }) => spec.namespace)).toEqual(['mesh-500', 'mesh-501']);
  });
});

describe('Requests at rest', () => {
  it('are told apart by what they are for, and are those of the operator alone', () => {
    const of = (verb: string, resource: string, userAgent = 'meshwright') => ({ userAgent, verb, resource, count: 2 });
    const counts = [
      of('get', 'leases.coordination.k8s.io'),
      of('update', 'leases.coordination.k8s.io'),
      of('watch', 'pods'),
      of('get', '/version'),
      of('list', 'pods'),
      of('list', 'secrets', 'somebody'),
    ];
    expect(byPurpose(counts)).toEqual({ lease: 4, watch: 2, version: 2, others: 2 });
  });
});

describe('A metric', () => {
  it('is summed over its labels, and not taken for one with a longer name', () => {
    const text = '# HELP a_total x\na_total{verb="get"} 2\na_total{verb="list"} 3\na_total_more 7\n';
    expect(sumOf(text, 'a_total')).toBe(5);
    expect(sumOf(text, 'b_total')).toBe(0);
  });
});

describe('Budgets', () => {
  it('give a reason each', () => {
    expect(BUDGETS.filter(({ why }) => why.length < 10)).toEqual([]);
  });
});
