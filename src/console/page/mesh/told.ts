import type { MeshInstallStatus } from '../../../api/status.ts';
import type { MeshDetail, ToldEvent } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { ago, since, utc, type Tone } from '../words.ts';

const line = ({ type, reason, message, at }: ToldEvent): Html =>
  html`<li class="${type === 'Warning' ? 'odd' : 'idle'}">
    <span class="when">${ago(at)}</span>
    <p><strong>${reason}</strong> ${message}</p>
  </li>`;

/** What happened, the newest first. */
export const events = ({ events: all, eventsSince }: MeshDetail): Html =>
  html`<h2 id="events-title">Events</h2>
    ${
      all.length === 0
        ? html`<p class="quiet">None yet${eventsSince === undefined && ', and the cluster remembers none'}.</p>`
        : html`<ol class="events" tabindex="0" aria-labelledby="events-title">
            ${all.map(line)}
          </ol>`
    }
    ${eventsSince !== undefined && html`<p class="quiet">Listens ${since(eventsSince)}; older ones: <code>kubectl get events</code></p>`}`;

/** What was changed by others and is as it was again, or was left to them. */
export const repairs = ({ repairs: all }: MeshDetail): Html =>
  html`<h2 id="repairs-title">Repairs</h2>
    ${
      all.length === 0
        ? html`<p class="quiet">Nobody is known to have changed an object of the mesh.</p>`
        : html`<ol class="events">
            ${all.map(line)}
          </ol>`
    }`;

const OUTCOME_TONES: Readonly<Record<string, Tone>> = { Succeeded: 'good', Paused: 'odd' };

/** The last hops, the newest first. */
export function history({ status: { history: all = [] } }: MeshDetail): Html {
  return html`<h2 id="history-title">History</h2>
    ${
      all.length === 0
        ? html`<p class="quiet">Nothing has been installed yet.</p>`
        : html`<ol class="history">
            ${all.map(hop)}
          </ol>`
    }`;
}

/** A change within one release is a hop, too. */
function changeOf(from: string | undefined, to: string): string {
  if (from === undefined) return to;
  return from === to ? `${to} changed` : `${from} to ${to}`;
}

function hop({ from, to, startedAt, finishedAt, outcome, message }: NonNullable<MeshInstallStatus['history']>[number]) {
  const took = Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  return html`<li class="${OUTCOME_TONES[outcome] ?? 'bad'}">
    <p>
      <strong>${changeOf(from, to)}</strong>
      <span class="state">${outcome}</span>
      <span class="when" title="${utc(finishedAt)}">${ago(finishedAt)}, took ${took} s</span>
    </p>
    ${message !== undefined && html`<p class="quiet">${message}</p>`}
  </li>`;
}
