import type { Context, Hono } from 'hono';
import { RESOURCE_KINDS, type ResourceFilter } from '../../proxy/resource.ts';
import { portOf } from '../../proxy/untrusted.ts';
import type { PodReader } from '../cluster/pod-reader.ts';
import type { ProxiesReport, ProxyReport } from '../contract.ts';
import type { Facts } from '../facts/facts.ts';
import { proxyReport } from '../facts/proxy-report.ts';
import { proxiesPage } from '../page/proxy/proxies-page.ts';
import { proxyPage } from '../page/proxy/proxy-page.ts';
import { failure, GONE } from './failures.ts';
import type { Env, Show } from './session-routes.ts';

interface ProxyRoutesOptions {
  readonly facts: Facts;
  readonly pods: PodReader;
  readonly show: Show;
}

const ONE = '/meshes/:name/proxies/:namespace/:pod';

/** The proxies of a mesh: as a list from memory, and each by itself, for which its pod is asked. */
export function addProxies(app: Hono<Env>, { facts, pods, show }: ProxyRoutesOptions): void {
  app.get('/meshes/:name/proxies', (c) => {
    const { name } = c.req.param();
    const proxies = facts.proxies(name);
    if (proxies === undefined) return show(c, GONE, 404);
    return show(c, { title: `Proxies of ${name}`, main: proxiesPage(name, proxies, c.req.query('q') ?? '') });
  });
  app.get('/api/meshes/:name/proxies', (c) => {
    const proxies = facts.proxies(c.req.param('name'));
    return proxies === undefined ? c.json({ error: GONE.title }, 404) : c.json({ proxies } satisfies ProxiesReport);
  });
  app.get(ONE, async (c) => {
    const report = await reportFor(c, facts, pods);
    if (report === undefined) return show(c, GONE, 404);
    if (typeof report === 'string') return show(c, failure('Not a filter', report), 400);
    return show(c, { title: report.pod, main: proxyPage(c.req.param('name'), report) });
  });
  app.get(`/api${ONE}`, async (c) => {
    const report = await reportFor(c, facts, pods);
    if (report === undefined) return c.json({ error: GONE.title }, 404);
    return typeof report === 'string' ? c.json({ error: report }, 400) : c.json(report);
  });
}

/** @returns in words, what is wrong with the filter; undefined where the mesh has no such proxy */
async function reportFor(c: Context<Env>, facts: Facts, pods: PodReader): Promise<ProxyReport | string | undefined> {
  const { name = '', namespace = '', pod = '' } = c.req.param() as Record<string, string>;
  const entry = facts.proxy(name, namespace, pod);
  if (entry === undefined) return undefined;
  const filter = filterOf(c.req.query());
  if (typeof filter === 'string') return filter;
  const asker = { visitor: c.get('visitor'), token: c.get('token'), signal: c.req.raw.signal };
  const sources = await pods.read(asker, { namespace, pod });
  // From here to the text of the page nobody else gets a turn: of all answers one at a time is more than its text.
  return proxyReport(entry, { ...sources, filter });
}

/** What is wanted, by query parameters as the form has them: an empty field asks for everything. */
function filterOf({ kind = '', port = '', host = '' }: Record<string, string>): ResourceFilter | string {
  const [wantedKind, wantedPort] = [RESOURCE_KINDS.find((each) => each === kind), portOf(port)];
  if (kind !== '' && wantedKind === undefined)
    return `kind: ${JSON.stringify(kind)}: write one of ${RESOURCE_KINDS.join(', ')}`;
  if (port !== '' && wantedPort === undefined) return `port: ${JSON.stringify(port)}: not a port; write 0 to 65535`;
  return {
    ...(wantedKind !== undefined && { kind: wantedKind }),
    ...(wantedPort !== undefined && { port: wantedPort }),
    ...(host !== '' && { host }),
  };
}
