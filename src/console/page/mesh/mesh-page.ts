import type { MeshDetail } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { picture } from '../picture/picture.ts';
import type { Live, Section } from '../section.ts';
import { certificates } from './certificates.ts';
import { headline } from './headline.ts';
import { events, history, repairs } from './told.ts';
import { way } from './way.ts';

/** The page of one mesh. `now` in milliseconds since the epoch: the days that certificates have left follow from it. */
export function meshPage(mesh: MeshDetail, now: number): Live {
  return {
    title: `${mesh.name} ${mesh.status.phase ?? 'Pending'}`,
    sections: [
      section('headline', headline(mesh)),
      panel('way', way(mesh)),
      section(
        'picture',
        html`<h2 class="unseen">The mesh</h2>
          ${picture(mesh)}`,
      ),
      panel('events', events(mesh)),
      panel('repairs', repairs(mesh)),
      panel('history', history(mesh)),
      panel('certificates', certificates(mesh, now)),
    ],
    frame: (sections) => {
      const pieces = sections.map(({ html: piece }) => piece);
      return html`${pieces.slice(0, 3)}
        <div class="panels">
          <div>${pieces.slice(3, 5)}</div>
          <div>${pieces.slice(5)}</div>
        </div>`;
    },
  };
}

const section = (id: string, content: Html): Section => ({ id, html: html`<section id="${id}">${content}</section>` });

/** One with a heading of its own. An empty one keeps its place. */
function panel(id: string, content: Html): Section {
  const isEmpty = content.toString() === '';
  return {
    id,
    html: isEmpty
      ? html`<section id="${id}" hidden></section>`
      : html`<section id="${id}" class="panel" aria-labelledby="${id}-title">${content}</section>`,
  };
}
