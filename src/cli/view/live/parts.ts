import { duration } from '../format.ts';
import { cropText, span, type Line, type Span, type Style } from '../line.ts';
import type { PartProgress } from './progress.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** A sign that turns while time passes. */
export function spinner(now: number): Span {
  return span(SPINNER[Math.floor(now / FRAME_MS) % SPINNER.length] ?? '', 'cyan');
}

/** What the parts are drawn for. */
export interface PartsContext {
  /** When the installation began; the moments at which parts were done are told from there. */
  readonly startedAt: number;
  readonly now: number;
  readonly columns: number;
}

const NAME = 17;
const TIME = 9;

/** One line per part with its gate, for terminals that are high enough. */
export function partList(parts: readonly PartProgress[], context: PartsContext): Line[] {
  const gateWidth = Math.max(10, context.columns - 4 - NAME - TIME - 1);
  return parts.map((part) => [
    span('  '),
    ...signOf(part, context.now),
    span(part.name.padEnd(NAME), nameStyle(part)),
    span(cropText(part.gate, gateWidth).padEnd(gateWidth), part.state === 'current' ? undefined : 'dim'),
    timeOf(part, context, TIME),
  ]);
}

const GRID_COLUMNS = 3;
/** Three of them and their gaps fill 79 columns. */
const GRID_NAME = 15;
const GRID_TIME = 8;

/** The parts in three columns, to be read downwards, for low terminals. */
export function partGrid(parts: readonly PartProgress[], context: PartsContext): Line[] {
  const height = Math.ceil(parts.length / GRID_COLUMNS);
  const cell = (part: PartProgress): Line => [
    ...signOf(part, context.now),
    span(cropText(part.name, GRID_NAME).padEnd(GRID_NAME), nameStyle(part)),
    timeOf(part, context, GRID_TIME),
  ];
  return Array.from({ length: height }, (_, row) => [
    span(' '),
    ...Array.from({ length: GRID_COLUMNS }, (__, column) => parts[column * height + row]).flatMap((part) =>
      part === undefined ? [] : [span(' '), ...cell(part)],
    ),
  ]);
}

function signOf(part: PartProgress, now: number): Span[] {
  if (part.state === 'current') return [spinner(now), span(' ')];
  return part.state === 'done' ? [span('✓ ', 'green')] : [span('· ', 'dim')];
}

const NAME_STYLES: Readonly<Record<PartProgress['state'], Style | undefined>> = {
  ahead: 'dim',
  current: 'bold',
  done: undefined,
};

const nameStyle = ({ state }: PartProgress): Style | undefined => NAME_STYLES[state];

function timeOf(part: PartProgress, { startedAt, now }: PartsContext, width: number): Span {
  if (part.state === 'ahead') return span(''.padStart(width));
  if (part.state === 'current') return span(duration(now - part.since).padStart(width), 'yellow');
  return span(`+${duration(part.at - startedAt)}`.padStart(width), 'dim');
}
