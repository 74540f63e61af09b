import { access, constants } from 'node:fs/promises';

/** True if the path is there and can be used in that way (default: it is there at all). */
export function exists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
