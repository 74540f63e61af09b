/** The path of a field of the map at `path`, as Drift writes it. */
export const fieldPath = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

/** True when `path` leads to something at or below `at`. */
export const isWithin = (path: string, at: string): boolean =>
  at === '' || path === at || path.startsWith(`${at}.`) || path.startsWith(`${at}[`);
