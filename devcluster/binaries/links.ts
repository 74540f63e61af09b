import { rename, rm, symlink } from 'node:fs/promises';

/** Points a link at a target, at once: whoever follows it meanwhile meets the old target or the new one. */
export async function replaceLink(target: string, path: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await rm(unfinished, { force: true });
  await symlink(target, unfinished);
  await rename(unfinished, path);
}
