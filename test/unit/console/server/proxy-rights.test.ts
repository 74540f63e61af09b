import { afterEach, describe, expect, it } from '@jest/globals';
import type { Console } from '../../../../src/console/console.ts';
import { askingConsole, RIGHTS, TOKENS, VIEW } from '../../../support/asking-console.ts';
import { accessOf } from '../../../support/console.ts';
import { envoyDump } from '../../../support/envoy-dump.ts';
import { injectedPod } from '../../../support/injected-pod.ts';

const opened: Console[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

/** A console that asks who one is, as behind a Service. */
async function asking(...given: Parameters<typeof askingConsole>) {
  const shown = await askingConsole(...given);
  opened.push(shown);
  return shown;
}

describe('the page of a proxy behind a Service', () => {
  it('shows of a proxy only what its viewer may ask the cluster for, and asks Envoys with the viewer’s own token', async () => {
    const tokens: string[] = [];
    const rights = {
      ...RIGHTS,
      bob: ['get meshinstalls', 'get Pod'],
      ann: [...RIGHTS.ann, 'get Pod', 'create pods/portforward'],
    };
    const { get } = await asking(VIEW, {
      access: accessOf(TOKENS, rights),
      client: { get: <T>() => Promise.resolve(injectedPod('shop') as T) },
      ask: (token) => Promise.resolve(tokens.push(token)).then(() => JSON.stringify(envoyDump('1.4'))),
    });
    const path = '/api/meshes/mesh/proxies/shop/reviews-1?kind=routes';
    const [full, some] = await Promise.all(
      ['good-token', 'narrow-token'].map(async (token) => (await get(path, token)).json() as Promise<object>),
    );
    expect(full).toMatchObject({ untold: {}, redirection: { release: '1.4.10' }, configuration: { found: 3 } });
    expect(some).toMatchObject({ untold: { configuration: expect.stringContaining('create pods/portforward') } });
    expect(some).toHaveProperty('redirection');
    expect(some).not.toHaveProperty('configuration');
    expect(tokens).toEqual(['good-token']);
  });

  it('reads no pod for who may not get it, and none that has no proxy of the mesh', async () => {
    const read: unknown[] = [];
    const { get } = await asking(VIEW, { client: { get: () => Promise.resolve(void read.push('pod')) } });
    const hidden = (await (await get('/api/meshes/mesh/proxies/shop/reviews-1', 'good-token')).json()) as object;
    expect(hidden).toMatchObject({ pod: 'reviews-1', untold: { pod: 'the cluster does not let you get this pod' } });
    for (const other of ['shop/other', 'kube-system/reviews-1', '__proto__/constructor'])
      expect((await get(`/meshes/mesh/proxies/${other}`, 'good-token')).status).toBe(404);
    expect(read).toEqual([]);
  });

  it('says which part of a filter is none', async () => {
    const { get } = await asking();
    for (const [query, says] of [
      ['kind=pods', 'write one of clusters, listeners, routes, secrets'],
      ['port=80a', 'write 0 to 65535'],
    ]) {
      const answer = await get(`/api/meshes/mesh/proxies/shop/reviews-1?${query}`, 'good-token');
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(says ?? '')]);
    }
  });

  it('stops asking an Envoy when its viewer has left', async () => {
    const asked = Promise.withResolvers<AbortSignal>();
    const { get } = await asking(VIEW, {
      access: accessOf(TOKENS, { ann: ['get meshinstalls', 'create pods/portforward'] }),
      ask: (_token, _pod, signal) => {
        asked.resolve(signal);
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left'))));
      },
    });
    const leave = new AbortController();
    const answer = get('/meshes/mesh/proxies/shop/reviews-1', 'good-token', { signal: leave.signal });
    const signal = await asked.promise;
    leave.abort();
    await expect(answer).rejects.toThrow();
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(signal.aborted).toBe(true);
  });
});
