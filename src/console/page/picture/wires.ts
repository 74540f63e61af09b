import { html, type Html } from '../html.ts';
import type { Flow } from '../roles.ts';
import { middleOf, type Placed } from './places.ts';

/** How far apart rows are, in pixels: widths are parts of the whole, so that nothing is distorted. */
const GAP = 44;
/** Where lines that serve several run along. */
const RAIL = { control: 16, data: 30 } as const;

const line = (x1: number, y1: number, x2: number, y2: number): Html =>
  html`<line x1="${x1}%" y1="${y1}" x2="${x2}%" y2="${y2}" />`;

/** The end of a line, at the upper or the lower row. */
const arrow = (x: number, end: 'up' | 'down'): Html =>
  html`<svg x="${x}%" y="${end === 'up' ? 0 : GAP}">
    <path d="${end === 'up' ? 'M0 0-5 9 5 9Z' : 'M0 0-5-9 5-9Z'}" />
  </svg>`;

const strip = (wires: readonly Html[]): Html =>
  html`<svg class="strip" width="100%" height="${GAP}" aria-hidden="true" focusable="false">${wires}</svg>`;

const wire = (flow: Flow, parts: readonly Html[]): Html => html`<g class="${flow}">${parts}</g>`;

/** Lines between the proxies and the row below them. */
export const proxyWires = (row: readonly Placed[]): Html =>
  strip(
    row.flatMap(({ role: { proxies } }, i) => {
      if (proxies === undefined) return [];
      const x = middleOf(i, row.length);
      return [wire(proxies.flow, [line(x, 0, x, GAP), arrow(x, proxies.direction === 'to' ? 'up' : 'down')])];
    }),
  );

/** Traffic leaves a card beside what it is told, in percent of the row. */
const BESIDE = { control: 0, data: 2.5 } as const;

/** Lines between that row and those that serve it. */
export const servingWires = (upper: readonly Placed[], lower: readonly Placed[]): Html =>
  strip(lower.flatMap((placed, i) => wiresOf(upper, placed, middleOf(i, lower.length))));

function wiresOf(upper: readonly Placed[], { role: { others } }: Placed, from: number): Html[] {
  if (others === undefined) return [];
  const { names, flow, direction } = others;
  const ends = upper.flatMap(({ component: { name } }, i) =>
    names.includes(name) ? [middleOf(i, upper.length) + BESIDE[flow]] : [],
  );
  if (ends.length === 0) return [];
  const rail = RAIL[flow];
  const along = line(Math.min(from, ...ends), rail, Math.max(from, ...ends), rail);
  const arrows = direction === 'to' ? ends.map((x) => arrow(x, 'up')) : [arrow(from, 'down')];
  return [wire(flow, [line(from, rail, from, GAP), along, ...ends.map((x) => line(x, 0, x, rail)), ...arrows])];
}

/** A line of traffic from the left to the right. */
export const TRAFFIC: Html = html`<svg class="across" width="100%" height="16" aria-hidden="true" focusable="false">
  <g class="data">
    <line x1="0" y1="8" x2="100%" y2="8" />
    <svg x="100%" y="8"><path d="M0 0-9-5-9 5Z" /></svg>
  </g>
</svg>`;
