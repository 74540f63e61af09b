import { describeObject, refOf, type ObjectId } from '../../core/model/object-id.ts';
import type { ObjectReport } from '../contract.ts';
import { yamlOf } from '../facts/object-report.ts';
import { crumbs } from './crumbs.ts';
import { html, type Html } from './html.ts';
import { counted } from './words.ts';

const linkOf = (mesh: string, id: ObjectId): string =>
  `/meshes/${encodeURIComponent(mesh)}/object?id=${encodeURIComponent(id)}`;

/** Every object of a mesh, or those in which somebody looks for a text. */
export function objectsPage(mesh: string, ids: readonly ObjectId[], wanted: string): Html {
  const words = wanted.toLowerCase().split(/\s+/);
  const found = ids.filter((id) => words.every((word) => id.toLowerCase().includes(word)));
  const kinds = [...Map.groupBy(found, (id) => refOf(id).kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  return html`${crumbs(mesh)}
    <div class="title"><h1>Objects of ${mesh}</h1></div>
    <form class="search" method="get" role="search" data-filter="objects">
      <label for="q">Find by kind, namespace or name</label>
      <input id="q" type="search" name="q" value="${wanted}" autocomplete="off" maxlength="200" /><button>Find</button>
    </form>
    <p class="quiet" role="status" data-found>${counted(found.length, 'object')}</p>
    <div id="objects" class="kinds">
      ${kinds.map(
        ([kind, members]) =>
          html`<section class="panel" data-group>
            <h2>${kind} <span class="quiet">${members.length}</span></h2>
            <ul>
              ${members.map((id) => html`<li><a href="${linkOf(mesh, id)}" title="${id}">${nameOf(id)}</a></li>`)}
            </ul>
          </section>`,
      )}
    </div>`;
}

function nameOf(id: ObjectId): string {
  const { namespace, name } = refOf(id);
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** One object: how it differs from what is wanted, and both. */
export function objectPage(mesh: string, report: ObjectReport): Html {
  const { id, wanted, live } = report;
  const objects = html`<a href="/meshes/${encodeURIComponent(mesh)}/objects">Objects</a>`;
  return html`${crumbs(mesh, objects)}
    <div class="title"><h1>${describeObject(refOf(id))}</h1></div>
    <p class="quiet code">${id}</p>
    <section class="panel" aria-labelledby="difference">
      <h2 id="difference">Live and wanted</h2>
      ${difference(report)}
    </section>
    ${wanted !== undefined && manifest('As the spec asks for it', yamlOf(wanted), true)}
    ${live !== undefined && manifest('As it is in the cluster', yamlOf(live), false)}`;
}

function difference({ wanted, live, hidden, difference: lines }: ObjectReport): Html {
  if (hidden === true) return html`<p class="quiet">You may not read this object, so only what is wanted is shown.</p>`;
  if (wanted === undefined) return html`<p>The spec does not ask for it: it belongs to what is installed still.</p>`;
  if (live === undefined) return html`<p class="missing">It is not in the cluster.</p>`;
  if (lines.length === 0) return html`<p>Everything that is wanted is so.</p>`;
  return html`<p>What makes the live object the wanted one; values that are secret are masked.</p>
    <pre class="diff" tabindex="0" aria-label="Difference">${lines.map(diffLine)}</pre>`;
}

const KINDS: Readonly<Record<string, string>> = { '+': 'ins', '-': 'del' };

function diffLine(line: string): Html {
  const kind = KINDS[line.charAt(0)];
  const text = `${line}\n`;
  if (kind === 'ins') return html`<ins>${text}</ins>`;
  return kind === 'del' ? html`<del>${text}</del>` : html`<span>${text}</span>`;
}

const manifest = (title: string, yaml: string, open: boolean): Html =>
  html`<details class="panel" ${open && html`open`}>
    <summary>${title}</summary>
    <pre tabindex="0" aria-label="${title}">${yaml}</pre>
  </details>`;
