/** Released patches of each minor, from .0 to this one; none was skipped (github.com/istio/istio/releases). */
export const NEWEST_PATCHES = { '1.0': 9, '1.1': 17, '1.2': 10, '1.3': 8, '1.4': 10 } as const;

const minors = Object.entries(NEWEST_PATCHES);

/** The newest release of a minor such as `1.3`, or of all; undefined when there is no such minor. */
export function newestRelease(minor = minors.at(-1)?.[0]): string | undefined {
  const found = minors.find(([name]) => name === minor);
  return found?.join('.');
}
