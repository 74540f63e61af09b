import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Terminal } from '../terminal/terminal.ts';
import { Registry } from './registry.ts';
import type { ListedImage } from './way.ts';

/** So many at once; registries slow down who asks for more. */
const AT_ONCE = 4;

/** The images with the digests that their registries have for them now. @throws RegistryError */
export async function withDigests(images: readonly ListedImage[], terminal: Terminal): Promise<ListedImage[]> {
  const registry = new Registry(await logins(terminal));
  const waiting = images.map((image, i) => ({ image, i }));
  const found: ListedImage[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      found[next.i] = { ...next.image, digest: await registry.digestOf(next.image.image) };
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/** What `docker login` and `podman login` wrote down, by registry; helpers that keep it elsewhere are not asked. */
async function logins({ env, homeDir }: Terminal): Promise<Record<string, string>> {
  const folder = env['DOCKER_CONFIG'] ?? join(homeDir, '.docker');
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '{}');
  const { auths = {} } = asObject(text) as { auths?: Record<string, { auth?: string }> };
  return Object.fromEntries(
    Object.entries(auths).flatMap(([host, { auth }]) => (auth === undefined ? [] : [[host, auth]])),
  );
}

function asObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
