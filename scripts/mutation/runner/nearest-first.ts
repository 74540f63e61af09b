/**
 * Files of tests in the order in which they are likely to notice a mistake in a source: its mirror, then what is near
 * that, and of equally near ones the cheaper first.
 */
export function nearestFirst<T extends { readonly path: string; readonly cost: number }>(
  files: readonly T[],
  source: string,
): T[] {
  const distance = ({ path }: T): number => -shared(mirrored(path), source.replace(/^src\/|\.ts$/g, ''));
  return [...files].sort((a, b) => distance(a) - distance(b) || a.cost - b.cost);
}

const mirrored = (path: string): string => path.replace(/^test\/\w+\/|\.test\.ts$/g, '');

/** How many folders and names two paths begin with. */
function shared(a: string, b: string): number {
  const [one, other] = [a.split('/'), b.split('/')];
  const end = one.findIndex((name, i) => name !== other[i]);
  return end < 0 ? one.length : end;
}
