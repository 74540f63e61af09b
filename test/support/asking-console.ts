import type { Console } from '../../src/console/console.ts';
import type { MeshView } from '../../src/console/facts/facts.ts';
import { accessOf, consoleFor, install, viewOf } from './console.ts';
import { sidecar } from './proxies.ts';

/** Two meshes, and one pod with a proxy of each. */
export const VIEW: MeshView = viewOf(() => [install('mesh', { phase: 'Ready' }), install('other')], {
  proxies: [sidecar('1.4.10', 'shop', { pod: 'reviews-1' })],
});

/** Who has which token, and what each may. */
export const TOKENS = { 'good-token': 'ann', 'narrow-token': 'bob', 'poor-token': 'eve' };
export const RIGHTS = { ann: ['get meshinstalls', 'get ConfigMap'], bob: ['get meshinstalls mesh'] };

export interface Init extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A console that asks who one is, as behind a Service, and how it is asked with a token. */
export interface AskingConsole extends Console {
  readonly url: string;
  readonly get: (path: string, token?: string, init?: Init) => Promise<Response>;
}

/** Opens one. */
export async function askingConsole(
  view: MeshView | undefined = VIEW,
  more: Parameters<typeof consoleFor>[1] = {},
): Promise<AskingConsole> {
  const shown = await consoleFor(view, { access: accessOf(TOKENS, RIGHTS), ...more });
  const get: AskingConsole['get'] = (path, token, { headers = {}, ...init } = {}) =>
    fetch(shown.url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    });
  return { ...shown, get };
}
