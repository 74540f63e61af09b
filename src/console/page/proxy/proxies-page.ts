import type { ProxyEntry } from '../../contract.ts';
import { crumbs } from '../crumbs.ts';
import { html, type Html } from '../html.ts';
import { counted } from '../words.ts';
import { proxyAt } from './links.ts';

/** A page of thousands shows nothing to anybody; a search does. */
const MOST_SHOWN = 500;

/** The proxies of a mesh, or those in which somebody looks for words of `NAMESPACE/POD`, workload or release. */
export function proxiesPage(mesh: string, proxies: readonly ProxyEntry[], wanted: string): Html {
  const words = wanted.toLowerCase().split(/\s+/);
  const found = proxies.filter((proxy) => words.every((word) => textOf(proxy).includes(word)));
  const namespaces = [...Map.groupBy(found.slice(0, MOST_SHOWN), ({ namespace }) => namespace)];
  return html`${crumbs(mesh)}
    <div class="title"><h1>Proxies of ${mesh}</h1></div>
    <form class="search" method="get" role="search">
      <label for="q">Find by namespace, pod, workload or release</label>
      <input id="q" type="search" name="q" value="${wanted}" autocomplete="off" maxlength="200" /><button>Find</button>
    </form>
    <p class="quiet" role="status">${saidOf(found.length, proxies.length)}</p>
    <div class="kinds">
      ${namespaces.map(
        ([namespace, members]) =>
          html`<section class="panel">
            <h2>${namespace} <span class="quiet">${members.length}</span></h2>
            <ul>
              ${members.map((proxy) => entry(mesh, proxy))}
            </ul>
          </section>`,
      )}
    </div>`;
}

const textOf = ({ namespace, pod, workload = '', version }: ProxyEntry): string =>
  `${namespace}/${pod} ${workload} ${version}`.toLowerCase();

function saidOf(found: number, all: number): string {
  if (all === 0) return 'No pod has a proxy of this mesh yet.';
  const shown = found > MOST_SHOWN ? `; the first ${MOST_SHOWN} are shown` : '';
  return `${counted(found, 'proxy', 'proxies')}${shown}`;
}

const entry = (mesh: string, proxy: ProxyEntry): Html =>
  html`<li>
    <a href="${proxyAt(mesh, proxy)}">${proxy.pod}</a>
    <span class="said">${proxy.version}${proxy.role === 'router' && ', gateway'}</span>
  </li>`;
