import { duration } from '../format.ts';
import { cropText, span, type Line, type Span, type Style } from '../line.ts';
import type { WaveProgress } from './progress.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** A sign that turns while time passes. */
export function spinner(now: number): Span {
  return span(SPINNER[Math.floor(now / FRAME_MS) % SPINNER.length] ?? '', 'cyan');
}

/** What the waves are drawn for. */
export interface WavesContext {
  /** When the installation began; the moments at which waves were done are told from there. */
  readonly startedAt: number;
  readonly now: number;
  readonly columns: number;
}

const NAME = 17;
const TIME = 9;

/** One line per wave with its gate, for terminals that are high enough. */
export function waveList(waves: readonly WaveProgress[], context: WavesContext): Line[] {
  const gateWidth = Math.max(10, context.columns - 4 - NAME - TIME - 1);
  return waves.map((wave) => [
    span('  '),
    ...signOf(wave, context.now),
    span(wave.name.padEnd(NAME), nameStyle(wave)),
    span(cropText(wave.gate, gateWidth).padEnd(gateWidth), wave.state === 'current' ? undefined : 'dim'),
    timeOf(wave, context, TIME),
  ]);
}

const GRID_COLUMNS = 3;
/** Three of them and their gaps fill 79 columns. */
const GRID_NAME = 15;
const GRID_TIME = 8;

/** The waves in three columns, to be read downwards, for low terminals. */
export function waveGrid(waves: readonly WaveProgress[], context: WavesContext): Line[] {
  const height = Math.ceil(waves.length / GRID_COLUMNS);
  const cell = (wave: WaveProgress): Line => [
    ...signOf(wave, context.now),
    span(cropText(wave.name, GRID_NAME).padEnd(GRID_NAME), nameStyle(wave)),
    timeOf(wave, context, GRID_TIME),
  ];
  return Array.from({ length: height }, (_, row) => [
    span(' '),
    ...Array.from({ length: GRID_COLUMNS }, (__, column) => waves[column * height + row]).flatMap((wave) =>
      wave === undefined ? [] : [span(' '), ...cell(wave)],
    ),
  ]);
}

function signOf(wave: WaveProgress, now: number): Span[] {
  if (wave.state === 'current') return [spinner(now), span(' ')];
  return wave.state === 'done' ? [span('✓ ', 'green')] : [span('· ', 'dim')];
}

const NAME_STYLES: Readonly<Record<WaveProgress['state'], Style | undefined>> = {
  ahead: 'dim',
  current: 'bold',
  done: undefined,
};

const nameStyle = ({ state }: WaveProgress): Style | undefined => NAME_STYLES[state];

function timeOf(wave: WaveProgress, { startedAt, now }: WavesContext, width: number): Span {
  if (wave.state === 'ahead') return span(''.padStart(width));
  if (wave.state === 'current') return span(duration(now - wave.since).padStart(width), 'yellow');
  return span(`+${duration(wave.at - startedAt)}`.padStart(width), 'dim');
}
