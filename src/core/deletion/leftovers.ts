import type { Leftover } from '../../api/leftovers.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { deletionPolicy } from './steps.ts';

/** What is to become of what programs left behind. */
export interface Leftovers {
  readonly go: readonly Manifest[];
  readonly stay: readonly Manifest[];
}

/** Which of these objects programs of a mesh left behind, by what the policy says of them. */
export function leftoversAmong(
  objects: readonly Manifest[],
  rows: readonly Leftover[],
  policy: ReturnType<typeof deletionPolicy>,
): Leftovers {
  const found = objects.flatMap((object) => {
    const row = rows.find((leftover) => isIt(leftover, object));
    return row === undefined ? [] : [{ object, goes: row.goesWith === 'mesh' || policy[row.goesWith] === 'Delete' }];
  });
  const those = (wanted: boolean): Manifest[] =>
    found.filter(({ goes }) => goes === wanted).map(({ object }) => object);
  return { go: those(true), stay: those(false) };
}

const isIt = (row: Leftover, { metadata: { name } }: Manifest): boolean =>
  'name' in row ? name === row.name : name.startsWith(row.prefix);
