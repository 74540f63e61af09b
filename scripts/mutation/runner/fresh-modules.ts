import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GLOBALS = import.meta.resolve('./globals.ts');

/**
 * Lets every import of a file below `root` be one of its own, with modules of its own as far as they are below `root`,
 * and tests find our globals.
 * @returns imports a file anew
 */
export function freshModules(root: string): (file: string, load: number) => Promise<unknown> {
  const below = pathToFileURL(`${root}/`).href;
  const sources = new Map<string, string>();
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
      const found = next(specifier, context);
      const load = context.parentURL?.startsWith(below) === true ? new URL(context.parentURL).search : '';
      return found.url.startsWith(below) && load !== '' ? { ...found, url: found.url + load } : found;
    },
    // Node strips types anew for each import.
    load(url, context, next) {
      const [path = ''] = url.split('?');
      if (!path.startsWith(below) || !path.endsWith('.ts')) return next(url, context);
      const source = sources.get(path) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(path), 'utf8'));
      sources.set(path, source);
      return { format: 'module', source, shortCircuit: true };
    },
  });
  return (file, load) => import(`${pathToFileURL(file).href}?load=${load}`);
}
