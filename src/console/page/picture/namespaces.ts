import type { NamespaceProxies } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { proxiesIn } from '../proxy/links.ts';
import { counted } from '../words.ts';

/** Those with most sidecars; the others are one unfolding away. */
const MOST_SHOWN = 6;

/** Application namespaces and the releases of their sidecars: each leads to its proxies. */
export function applications(mesh: string, namespaces: readonly NamespaceProxies[] | undefined, current: string): Html {
  if (namespaces === undefined) return html`<p class="quiet">Pods have not been read yet.</p>`;
  if (namespaces.length === 0)
    return html`<p class="quiet">No sidecars yet: label a namespace, and restart what runs in it.</p>`;
  const most = Math.max(...namespaces.map(proxiesOf));
  const row = (namespace: NamespaceProxies): Html =>
    namespaceRow(namespace, { link: proxiesIn(mesh, namespace.namespace), most, current });
  const [shown, rest] = [namespaces.slice(0, MOST_SHOWN), namespaces.slice(MOST_SHOWN)];
  return html`<ul class="namespaces">
      ${shown.map(row)}
    </ul>
    ${
      rest.length > 0 &&
      html`<details class="more" id="more-namespaces">
        <summary>${counted(rest.length, 'more namespace')}</summary>
        <ul class="namespaces">
          ${rest.map(row)}
        </ul>
      </details>`
    }`;
}

const proxiesOf = ({ versions }: NamespaceProxies): number => versions.reduce((sum, { proxies }) => sum + proxies, 0);

interface RowNotes {
  readonly link: string;
  /** Sidecars of the namespace that has most. */
  readonly most: number;
  readonly current: string;
}

function namespaceRow({ namespace, versions }: NamespaceProxies, { link, most, current }: RowNotes): Html {
  const said = versions.map(({ version, proxies }) => `${proxies} × ${version}`).join(', ');
  return html`<li>
    <a class="namespace" href="${link}">${namespace}</a>
    ${bar(versions, most, current)}
    <span class="said">${said}</span>
  </li>`;
}

/** One length of the bar for each release, as long as it has proxies. */
function bar(versions: NamespaceProxies['versions'], most: number, current: string): Html {
  let from = 0;
  const lengths = versions.map(({ version, proxies }) => {
    const [x, width] = [from, (proxies / most) * 100];
    from += width;
    const kind = version === current ? 'current' : 'other';
    return html`<rect class="${kind}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="10" />`;
  });
  return html`<svg class="bar" width="100%" height="10" aria-hidden="true" focusable="false">${lengths}</svg>`;
}
