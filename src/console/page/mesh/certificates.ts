import type { MeshDetail } from '../../contract.ts';
import { html, type Html } from '../html.ts';
import { counted, utc, type Tone } from '../words.ts';

const DAY_MS = 24 * 3600_000;
/** When `CertificatesValid` becomes False. */
const SOON_DAYS = 30;

/** Whole days until a time; negative ones since. */
export const daysUntil = (time: string, now: number): number => Math.floor((Date.parse(time) - now) / DAY_MS);

/** How much of a worry the end of a certificate is. */
export function toneOfDays(days: number): Tone {
  if (days < 0) return 'bad';
  return days < SOON_DAYS ? 'odd' : 'good';
}

/** `in 12 days`, `3 days ago`. */
export const inDays = (days: number): string =>
  days < 0 ? `${counted(-days, 'day')} ago` : `in ${counted(days, 'day')}`;

/** Certificates and when they end; days are counted when the page is made. */
export function certificates({ status }: MeshDetail, now: number): Html {
  const { rootExpires, webhookExpires, authority, rootChangedAt } = status.certificates ?? {};
  const row = (what: string, ends: string): Html => {
    const days = daysUntil(ends, now);
    return html`<div class="${toneOfDays(days)}">
      <dt>${what}</dt>
      <dd><strong>${inDays(days)}</strong> <span class="quiet">${utc(ends)}</span></dd>
    </div>`;
  };
  return html`<h2 id="certificates-title">Certificates</h2>
    ${
      rootExpires === undefined && webhookExpires === undefined
        ? html`<p class="quiet">None seen yet.</p>`
        : html`<dl class="ends">
            ${rootExpires !== undefined && row("the mesh's root ends", rootExpires)}
            ${webhookExpires !== undefined && row("the injector's ends", webhookExpires)}
          </dl>`
    }
    ${authority !== undefined && html`<p class="quiet">Signed with Secret <span class="code">${authority}</span></p>`}
    ${rootChangedAt !== undefined && html`<p class="quiet">Another root since ${utc(rootChangedAt)}</p>`}`;
}
