import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Access, Visitor } from '../access/access.ts';
import type { Sessions } from '../access/sessions.ts';
import { loginPage } from '../page/notes.ts';
import type { PageContent } from '../page/document.ts';

/** What every request has. */
export interface Env {
  readonly Bindings: HttpBindings;
  /** The token is empty where nobody has to say who they are. */
  readonly Variables: { visitor: Visitor; token: string };
}

/** How a page is answered with. */
export type Show = (c: Context<Env>, page: PageContent, code?: 200 | 400 | 401 | 403 | 404 | 503) => Response;

/**
 * The name promises to browsers that it came over TLS, or from the machine itself, and from no other host: over plain
 * HTTP from elsewhere they keep no cookie, and nobody stays logged in by accident where others can listen.
 */
const COOKIE = '__Host-meshwright';
const COOKIE_OPTIONS = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' } as const;
/** A token of an account has about a kilobyte; one of an identity provider may have several. */
const MOST_BODY_BYTES = 16 * 1024;

interface SessionOptions {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly show: Show;
}

/** What says who somebody is: a page that takes a token, and one that forgets it. Nothing in the cluster changes. */
export function addSessionRoutes(app: Hono<Env>, { access, sessions, show }: SessionOptions): void {
  const login = (c: Context<Env>, failed?: string): Response =>
    show(c, { title: 'Who are you?', main: loginPage(failed) }, failed === undefined ? 200 : 401);
  app.get('/login', (c) => login(c));
  app.post('/login', bodyLimit({ maxSize: MOST_BODY_BYTES }), async (c) => {
    if (!isOwnForm(c)) return c.text('not from this page\n', 403);
    const { token } = await c.req.parseBody();
    const isGood = typeof token === 'string' && (await access.visitorOf(token.trim())) !== undefined;
    if (!isGood) return login(c, 'The cluster does not know this token.');
    setCookie(c, COOKIE, sessions.begin(token.trim()), COOKIE_OPTIONS);
    return c.redirect('/', 303);
  });
  app.post('/logout', (c) => {
    if (!isOwnForm(c)) return c.text('not from this page\n', 403);
    sessions.end(getCookie(c, COOKIE) ?? '');
    deleteCookie(c, COOKIE, COOKIE_OPTIONS);
    return c.redirect('/login', 303);
  });
}

/** Browsers say where a form is from; a form of somebody else must not log anybody in. */
function isOwnForm(c: Context<Env>): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  return origin === undefined || origin.replace(/^https?:\/\//, '') === c.req.header('host');
}

/** Lets nobody on who does not say who they are: by a header, or with a session. */
export function identified({ access, sessions }: Omit<SessionOptions, 'show'>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const token = tokenOf(c, sessions);
    const visitor = token === '' && access.asksWho ? undefined : await access.visitorOf(token);
    if (visitor === undefined) return unknown(c);
    c.set('visitor', visitor);
    c.set('token', token);
    return next();
  };
}

function tokenOf(c: Context<Env>, sessions: Sessions): string {
  const [scheme = '', token = ''] = (c.req.header('authorization') ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return token;
  return sessions.tokenOf(getCookie(c, COOKIE) ?? '') ?? '';
}

function unknown(c: Context<Env>): Response {
  const isPerson = c.req.header('accept')?.includes('text/html') === true;
  if (isPerson) return c.redirect('/login', 303);
  c.header('www-authenticate', 'Bearer realm="meshwright"');
  return c.json({ error: 'say who you are: Authorization: Bearer TOKEN' }, 401);
}
