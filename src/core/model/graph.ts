import type { Manifest } from '../../api/manifest.ts';
import type { Need } from './needs.ts';
import { PARTS, partOf, type Part } from './parts.ts';

/** One part of a mesh with its objects, and what it needs of the other parts of that mesh. */
export interface PartObjects {
  readonly part: Part;
  readonly objects: readonly Manifest[];
  readonly needs: readonly Need[];
}

/**
 * Objects by part, needed before needing. Parts without objects are left out; what needs one of them needs what that
 * one would have needed.
 * @throws RangeError when the needs go round in a circle, or no part takes an object
 */
export function inParts(objects: readonly Manifest[], needs: readonly Need[]): PartObjects[] {
  const members = Map.groupBy(objects, partOf);
  const present = new Set([...members.keys()].map(({ name }) => name));
  return inOrder(needs).flatMap((part) => {
    const own = members.get(part);
    return own === undefined ? [] : [{ part, objects: own, needs: needsAmong(present, part.name, needs) }];
  });
}

/** What a part needs of those that are present, without what these need themselves. */
function needsAmong(present: ReadonlySet<string>, name: string, needs: readonly Need[]): Need[] {
  const found = nearest(present, name, needs);
  const implied = new Set(found.flatMap((need) => [...below(need.needs, needs)]));
  const direct = found.filter((need) => !implied.has(need.needs)).map((need) => ({ ...need, part: name }));
  return direct.filter((need, i) => direct.findIndex((other) => other.needs === need.needs) === i);
}

/** Of a part that is not present, what that one needs. */
const nearest = (present: ReadonlySet<string>, name: string, needs: readonly Need[]): Need[] =>
  needs
    .filter(({ part }) => part === name)
    .flatMap((need) => (present.has(need.needs) ? [need] : nearest(present, need.needs, needs)));

/** Everything that a part needs, directly or through others. */
function below(name: string, needs: readonly Need[]): Set<string> {
  const found = new Set<string>();
  const rest = [name];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const direct = needs.filter(({ part }) => part === next).map((need) => need.needs);
    rest.push(...direct.filter((needed) => !found.has(needed)));
    direct.forEach((needed) => found.add(needed));
  }
  return found;
}

/** All parts, needed before needing and else as in the table. @throws RangeError when needs go round in a circle */
export function inOrder(needs: readonly Need[]): Part[] {
  const depths = depthsOf(needs);
  return PARTS.toSorted((a, b) => (depths.get(a.name) ?? 0) - (depths.get(b.name) ?? 0));
}

/**
 * How many needs lie below each part, on the longest way down; 0 where nothing is needed.
 * @throws RangeError when needs go round in a circle
 */
export function depthsOf(needs: readonly Need[]): Map<string, number> {
  const byPart = Map.groupBy(needs, ({ part }) => part);
  const depths = new Map<string, number>();
  const depthOf = (name: string, above: readonly string[]): number => {
    if (above.includes(name)) throw new RangeError(`needs go round in a circle: ${[...above, name].join(' > ')}`);
    const known = depths.get(name);
    if (known !== undefined) return known;
    const below = (byPart.get(name) ?? []).map((need) => depthOf(need.needs, [...above, name]) + 1);
    const depth = Math.max(0, ...below);
    depths.set(name, depth);
    return depth;
  };
  for (const { name } of PARTS) depthOf(name, []);
  return depths;
}

/** The parts that can begin: those that have not yet, and whose needs are all open. */
export function readyParts(
  parts: readonly PartObjects[],
  begun: ReadonlySet<string>,
  open: ReadonlySet<string>,
): PartObjects[] {
  return parts.filter(({ part, needs }) => !begun.has(part.name) && needs.every((need) => open.has(need.needs)));
}
