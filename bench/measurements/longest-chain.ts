import type { Manifest } from '../../src/api/manifest.ts';
import type { PartObjects } from '../../src/core/model/graph.ts';

interface Container {
  readonly image: string;
}

interface Workload extends Manifest {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly initContainers?: readonly Container[]; readonly containers: readonly Container[] };
    };
  };
}

/**
 * Milliseconds until the last pod of a mesh has its images, if nothing but the pulls takes time: pods of one part pull
 * side by side, a pod pulls one image after the other, and a part begins when all that it needs is there.
 * @param parts needed before needing, as `inParts` gives them
 * @param timeOf what a node without the image takes to pull it, in milliseconds
 */
export function longestChain(parts: readonly PartObjects[], timeOf: (image: string) => number): number {
  const ends = new Map<string, number>();
  for (const { part, needs, objects } of parts) {
    const begin = Math.max(0, ...needs.map((need) => ends.get(need.needs) ?? 0));
    const pulls = objects.filter(isWorkload).map((workload) => pullOf(workload, timeOf));
    ends.set(part.name, begin + Math.max(0, ...pulls));
  }
  return Math.max(0, ...ends.values());
}

const isWorkload = (object: Manifest): object is Workload => ['Deployment', 'DaemonSet'].includes(object.kind);

function pullOf({ spec }: Workload, timeOf: (image: string) => number): number {
  const { initContainers = [], containers } = spec.template.spec;
  const images = new Set([...initContainers, ...containers].map(({ image }) => image));
  return [...images].reduce((sum, image) => sum + timeOf(image), 0);
}
