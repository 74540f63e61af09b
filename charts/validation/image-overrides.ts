import type { SpecProblem } from '../../src/api/errors.ts';
import type { ResolvedSpec } from '../../src/api/resolved.ts';
import { OVERRIDDEN } from '../kit/images.ts';

/** Images for what no mesh has: a name that is misspelt would leave the image as it is, and nobody would know. */
export function unknownOverrides({ images, gateways }: ResolvedSpec): SpecProblem[] {
  const known = new Set<string>([...OVERRIDDEN, ...gateways.map(({ name }) => name)]);
  return Object.entries(images.overrides)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => ({
      field: `spec.images.overrides.${name}`,
      value,
      message: `no image has this name; write one of ${[...known].join(', ')}.`,
    }));
}
