import { afterEach, describe, expect, it } from '@jest/globals';
import type { Console } from '../../../../src/console/console.ts';
import type { MeshView } from '../../../../src/console/facts/facts.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { askingConsole, RIGHTS, TOKENS, VIEW } from '../../../support/asking-console.ts';
import { accessOf, consoleFor, install, rawAnswer, viewOf } from '../../../support/console.ts';

const opened: Console[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

/** A console that asks who one is, as behind a Service. */
async function asking(view?: MeshView) {
  const shown = await askingConsole(view);
  opened.push(shown);
  return shown;
}

/** A console for this machine, which asks nobody. */
async function open(more: Parameters<typeof consoleFor>[1] = {}) {
  const shown = await consoleFor(VIEW, more);
  opened.push(shown);
  return shown;
}

const PATHS = [
  '/',
  '/meshes/mesh',
  '/meshes/mesh/objects',
  '/meshes/mesh/proxies',
  '/meshes/mesh/proxies/shop/reviews-1',
  '/api/meshes',
  '/api/meshes/mesh',
  '/api/meshes/mesh/proxies',
  '/api/meshes/mesh/proxies/shop/reviews-1',
  '/live',
  '/live/meshes/mesh',
];

describe('a console behind a Service', () => {
  it.each(PATHS)(
    'shows %s to nobody who does not say who they are, and not with a token that nobody has',
    async (path) => {
      const { get } = await asking();
      for (const token of [undefined, 'wrong', '', '__proto__']) {
        const answer = await get(path, token);
        expect([answer.status, await answer.text()]).toEqual([
          401,
          '{"error":"say who you are: Authorization: Bearer TOKEN"}',
        ]);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    },
  );

  it.each(PATHS)('shows %s to nobody without the right to get MeshInstalls', async (path) => {
    const { get } = await asking();
    const answer = await get(path, 'poor-token');
    expect([answer.status, (await answer.text()).includes('Ready')]).toEqual([403, false]);
  });

  it('shows one mesh to who may get that one, and no other and not all', async () => {
    const { get } = await asking();
    expect((await get('/api/meshes/mesh', 'narrow-token')).status).toBe(200);
    const others = ['/api/meshes/other', '/meshes/other', '/live/meshes/other', '/meshes/other/proxies'];
    for (const path of [...others, '/', '/api/meshes'])
      expect([path, (await get(path, 'narrow-token')).status]).toEqual([path, 403]);
  });

  it('shows a live object only to who may get that object, and what is wanted to who may get the mesh', async () => {
    const live = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: {},
    };
    const { get } = await asking(viewOf(() => [install('mesh')], { live: [live] }));
    const path = `/api/meshes/mesh/object?id=${encodeURIComponent('v1/ConfigMap/istio-system/istio')}`;
    const [full, narrow] = await Promise.all(
      ['good-token', 'narrow-token'].map(async (token) => (await get(path, token)).json()),
    );
    expect(full).toMatchObject({ live, wanted: { kind: 'ConfigMap' } });
    expect(narrow).toMatchObject({ hidden: true, difference: [], wanted: { kind: 'ConfigMap' } });
    expect(narrow).not.toHaveProperty('live');
  });

  it('leads people to a page that takes their token, and gives them an id in its place that no script can read', async () => {
    const { get } = await asking();
    const led = await get('/', undefined, { headers: { accept: 'text/html' } });
    expect([led.status, led.headers.get('location')]).toEqual([303, '/login']);
    const form = (token: string, headers = {}) =>
      get('/login', undefined, { method: 'POST', body: new URLSearchParams({ token }), headers });
    expect((await form('wrong')).status).toBe(401);
    const login = await form('good-token');
    const cookie = login.headers.get('set-cookie') ?? '';
    expect(login.status).toBe(303);
    expect(cookie).toMatch(/^__Host-meshwright=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(cookie).not.toContain('good-token');
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await get('/api/meshes', undefined, { headers })).status).toBe(200);
    await get('/logout', undefined, { method: 'POST', headers });
    expect((await get('/api/meshes', undefined, { headers })).status).toBe(401);
  });

  it('takes no token from an address, and no form of another site', async () => {
    const { get } = await asking();
    expect((await get('/api/meshes?token=good-token&access_token=good-token')).status).toBe(401);
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://elsewhere.example' }]) {
      const body = new URLSearchParams({ token: 'good-token' });
      expect((await get('/login', undefined, { method: 'POST', body, headers })).status).toBe(403);
    }
  });

  it('says that it sees nothing, and asks for no token, in a replica that does not lead', async () => {
    const { get, look } = await asking();
    look(undefined);
    for (const path of ['/', '/login', '/live', '/api/meshes']) {
      const answer = await get(path, 'good-token');
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '1']);
    }
  });

  it('says no more than that it did not work when the cluster cannot be asked', async () => {
    const errors: unknown[] = [];
    const access = { ...accessOf(TOKENS, RIGHTS), visitorOf: () => Promise.reject(new Error('secret address')) };
    const { url } = await open({ access, onError: (error) => errors.push(error) });
    const answer = await fetch(`${url}/api/meshes`, { headers: { authorization: 'Bearer x' } });
    expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('secret address')]);
    expect(errors).toHaveLength(1);
  });
});

describe('every console', () => {
  it('answers with headers that keep everything else out', async () => {
    const { url } = await open();
    for (const path of ['/', '/assets/console.js', '/api/meshes', '/nowhere']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('content-security-policy')).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'POST'])('has nothing for %s', async (method) => {
    const { address } = await open();
    const answer = await rawAnswer(
      address.port,
      `${method} /api/meshes/mesh HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).not.toMatch(/^HTTP\/1.1 (2|3|5)/);
  });

  it.each([
    '/meshes/../api/meshes',
    '/meshes/mesh/./objects',
    '//meshes/mesh',
    '/meshes/%2e%2e/mesh',
    '/meshes%2fmesh',
    '/meshes/mesh%5c..%5c',
    '/meshes\\mesh',
    '/meshes/mesh%00',
    '/meshes/%252e%252e/mesh',
    'http://elsewhere.example/',
    '*',
  ])('refuses the path %s', async (path) => {
    const { address } = await open();
    const answer = await rawAnswer(
      address.port,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
  });

  it.each([
    '/meshes/%zz',
    '/meshes/nobody',
    '/meshes/__proto__',
    '/api/meshes/constructor',
    '/meshes/mesh/object?id=../../etc',
  ])('finds nothing at %s', async (path) => {
    const { url } = await open();
    expect((await fetch(url + path)).status).toBe(404);
  });

  it('refuses long addresses and headers, before it has read them all', async () => {
    const { address, url } = await open();
    expect((await fetch(`${url}/?q=${'a'.repeat(3000)}`)).status).toBe(414);
    const huge = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(64 * 1024)}\r\n\r\n`;
    expect(await rawAnswer(address.port, huge)).toMatch(/^(HTTP\/1.1 431 |$)/);
  });

  it('refuses a form that is longer than any token', async () => {
    const { get } = await asking();
    const body = new URLSearchParams({ token: 'x'.repeat(64 * 1024) });
    expect((await get('/login', undefined, { method: 'POST', body })).status).toBe(413);
  });

  it('on a loopback address answers to names of this machine only: a page of elsewhere cannot read it', async () => {
    const { address } = await open();
    const as = (host: string) =>
      rawAnswer(address.port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    for (const host of ['localhost', `127.0.0.1:${address.port}`, '[::1]:80'])
      expect(await as(host)).toMatch(/^HTTP\/1.1 200 /);
    for (const host of ['rebound.example', 'localhost.example', '127.0.0.1.example', '10.0.0.1'])
      expect(await as(host)).toMatch(/^HTTP\/1.1 421 /);
  });

  it('refuses who asks too often, and answers again after a moment', async () => {
    const clock = new FakeClock();
    const { url } = await open({ clock });
    const ask = async (times: number) =>
      Promise.all(Array.from({ length: times }, async () => (await fetch(`${url}/assets/icon.svg`)).status));
    expect(new Set(await ask(120))).toEqual(new Set([200]));
    expect(await ask(1)).toEqual([429]);
    await clock.advance(1_000);
    expect(new Set(await ask(20))).toEqual(new Set([200]));
    expect(await ask(1)).toEqual([429]);
  });
});
