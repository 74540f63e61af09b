import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { HTTPException } from 'hono/http-exception';
import { API } from '../../api/meshinstall.ts';
import { refOf } from '../../core/model/object-id.ts';
import type { Access } from '../access/access.ts';
import type { Sessions } from '../access/sessions.ts';
import type { ObjectReport } from '../contract.ts';
import type { PodReader } from '../cluster/pod-reader.ts';
import type { Facts } from '../facts/facts.ts';
import { documentOf, type Chrome } from '../page/document.ts';
import { objectPage, objectsPage } from '../page/objects-page.ts';
import type { Live } from '../page/section.ts';
import { addAssets, type AssetPaths } from './asset-routes.ts';
import { SECURITY_HEADERS } from './guard.ts';
import { failure, GONE } from './failures.ts';
import { idOf, type Hub } from './hub.ts';
import { addProxies } from './proxy-routes.ts';
import { addSessionRoutes, identified, type Env, type Show } from './session-routes.ts';
import { viewerAt } from './viewer.ts';

/** What the console is made of. */
export interface AppOptions {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly facts: Facts;
  readonly pods: PodReader;
  readonly hub: Hub;
  /** What the page at a path shows now; undefined: nothing. */
  readonly look: (path: string) => Live | undefined;
  readonly assets: AssetPaths;
  readonly version: string;
  readonly onError: (error: unknown) => void;
}

/** Every route. None changes anything in the cluster. */
export function consoleApp(options: AppOptions): Hono<Env> {
  const { access, assets, version, onError } = options;
  const app = new Hono<Env>();
  const show: Show = (c, content, code = 200) => {
    const username = access.asksWho ? (c.get('visitor') as { username: string } | undefined)?.username : undefined;
    const chrome: Chrome = { ...assets.paths, version, ...(username !== undefined && { username }) };
    return c.html(documentOf(content, chrome).toString(), code);
  };
  app.use(hardened);
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    onError(error);
    return show(c, failure('It did not work', 'The cluster could not be asked. Try again in a moment.'), 503);
  });
  app.notFound((c) => show(c, failure('Nothing is here', 'No page of the console has this address.'), 404));
  addAssets(app, assets);
  app.use(seeing(options, show));
  if (access.asksWho) addSessionRoutes(app, { ...options, show });
  app.use(identified(options), permitted(options, show));
  addLive(app, options);
  app.use(compress());
  addPages(app, options, show);
  addProxies(app, { ...options, show });
  addApi(app, options);
  return app;
}

const hardened: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
};

const NO_RIGHT = failure('Not for you', `The cluster does not let you get ${API.plural}.${API.group}.`);
const BLIND = {
  ...failure('Nothing to be seen yet', 'This replica stands by, or is reading the cluster. The page tries again.'),
  refresh: 1,
};

/**
 * Only the replica that leads sees meshes. The others ask nobody who they are, for they would not remember it for the
 * one that leads, and let the connection go: the next may lead there.
 */
function seeing({ facts }: AppOptions, show: Show): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (facts.canSee) return next();
    c.header('retry-after', '1');
    c.header('connection', 'close');
    return c.req.path.startsWith('/api/') ? c.json({ error: BLIND.title }, 503) : show(c, BLIND, 503);
  };
}

/** Lets nobody on whom the cluster would not show the mesh. */
function permitted({ access }: AppOptions, show: Show): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (await mayLook(c, access)) return next();
    return c.req.path.startsWith('/api/') ? c.json({ error: NO_RIGHT.title }, 403) : show(c, NO_RIGHT, 403);
  };
}

/** A page of one mesh asks for that one; whoever may get all may get it. */
function mayLook(c: Context<Env>, access: Access): Promise<boolean> {
  const name = /^(?:\/api|\/live)?\/meshes\/([^/]+)/.exec(c.req.path)?.[1];
  const right = { verb: 'get', group: API.group, resource: API.plural, ...(name !== undefined && { name }) };
  return access.may(c.get('visitor'), right);
}

function addLive(app: Hono<Env>, { hub }: AppOptions): void {
  app.on('GET', ['/live', '/live/meshes/:name'], (c) => {
    if (hub.isFull) return c.text('too many look at once\n', 503, { 'retry-after': '3' });
    const seen = c.req.header('last-event-id') ?? c.req.query('seen');
    hub.join(c.req.path.slice('/live'.length) || '/', seen, viewerAt(c.env.outgoing));
    return RESPONSE_ALREADY_SENT;
  });
}

function addPages(app: Hono<Env>, options: AppOptions, show: Show): void {
  const { facts, look } = options;
  app.on('GET', ['/', '/meshes/:name'], (c) => {
    const { path } = c.req;
    const live = look(path);
    if (live === undefined) return show(c, GONE, 404);
    const stream = `/live${path === '/' ? '' : path}`;
    const { title, sections, frame } = live;
    return show(c, { title, main: frame(sections), live: { path: stream, id: idOf(live) } });
  });
  app.get('/meshes/:name/objects', (c) => {
    const { name } = c.req.param();
    const ids = facts.objects(name);
    if (ids === undefined) return show(c, GONE, 404);
    return show(c, { title: `Objects of ${name}`, main: objectsPage(name, ids, c.req.query('q') ?? '') });
  });
  app.get('/meshes/:name/object', async (c) => {
    const { name } = c.req.param();
    const report = await objectFor(c, options);
    return report === undefined ? show(c, GONE, 404) : show(c, { title: report.id, main: objectPage(name, report) });
  });
}

function addApi(app: Hono<Env>, options: AppOptions): void {
  const { facts } = options;
  app.get('/api/meshes', (c) => c.json(facts.fleet()));
  app.get('/api/meshes/:name', (c) => {
    const mesh = facts.mesh(c.req.param('name'));
    return mesh === undefined ? c.json({ error: GONE.title }, 404) : c.json(mesh);
  });
  app.get('/api/meshes/:name/object', async (c) => {
    const report = await objectFor(c, options);
    return report === undefined ? c.json({ error: GONE.title }, 404) : c.json(report);
  });
}

/** What is wanted follows from the MeshInstall; the live object is for those whom the cluster would show it. */
async function objectFor(c: Context<Env>, { facts, access }: AppOptions): Promise<ObjectReport | undefined> {
  const id = c.req.query('id') ?? '';
  const report = facts.object(c.req.param('name') ?? '', id);
  if (report === undefined || (await access.mayGet(c.get('visitor'), refOf(id)))) return report;
  const { live: _, ...told } = report;
  return { ...told, difference: [], hidden: true };
}
