import type { ComponentStatus, Phase } from '../../api/status.ts';
import { html, type Html } from './html.ts';

/** How something is, for the eye: colour and sign. The words beside it say the same. */
export type Tone = 'good' | 'busy' | 'odd' | 'bad' | 'idle';

const PHASE_TONES: Readonly<Record<Phase, Tone>> = {
  Pending: 'idle',
  Installing: 'busy',
  Upgrading: 'busy',
  Waiting: 'odd',
  RollingBack: 'odd',
  Ready: 'good',
  Repairing: 'odd',
  Observing: 'busy',
  Drifted: 'odd',
  Paused: 'odd',
  Refused: 'bad',
  Stalled: 'bad',
  Deleting: 'odd',
};

/** The tone of a mesh in this phase. */
export const toneOfPhase = (phase: Phase): Tone => PHASE_TONES[phase];

const COMPONENT_TONES: Readonly<Record<ComponentStatus['phase'], Tone>> = {
  Waiting: 'idle',
  Progressing: 'busy',
  Updating: 'busy',
  Ready: 'good',
  Failed: 'bad',
};

/** The tone of a component. */
export const toneOfComponent = ({ phase }: Pick<ComponentStatus, 'phase'>): Tone => COMPONENT_TONES[phase];

/** A word with its sign. */
export const badge = (word: string, tone: Tone): Html => html`<span class="badge ${tone}">${word}</span>`;

/** `2026-11-28 18:03:05 UTC`; what is no time stays as it is. */
export function utc(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const timeTag = (time: string, kind: 'ago' | 'since' | 'left', word: string): Html =>
  html`<time datetime="${time}" data-${kind}>${word} ${utc(time)}</time>`;

/** When something happened: `12 s ago` where the page is alive. */
export const ago = (time: string): Html => timeTag(time, 'ago', 'at');

/** Since when something is so: `for 12 s` where the page is alive. */
export const since = (time: string): Html => timeTag(time, 'since', 'since');

/** Until when something may take: `9 min left` where the page is alive. */
export const left = (time: string): Html => timeTag(time, 'left', 'until');

/** `3 pods`, `1 pod`. */
export const counted = (count: number, thing: string, things = `${thing}s`): string =>
  `${count} ${count === 1 ? thing : things}`;

/** As much as one reads of a text that somebody else has written, who may have written megabytes. */
export const brief = (text: string, most = 200): string => (text.length > most ? `${text.slice(0, most)}…` : text);
