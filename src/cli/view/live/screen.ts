import { colours, crop, noColours, render, widthOf, type Line, type Paint } from '../line.ts';

/** Columns and rows of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Draws what is shown at the bottom of the screen, for the size that it has at this moment. */
export type Draw = (size: Size) => readonly Line[];

/** Where people look: lines that stay and, on a terminal, a picture below them that changes in place. */
export interface Screen {
  /** False where nothing can change in place: there, only lines that stay are seen. */
  readonly live: boolean;
  /** Adds lines that stay. They are not cropped: what is too long, such as a path to copy, is the terminal's to wrap. */
  print(lines: readonly Line[] | Draw): void;
  /** Replaces the picture. */
  show(draw: Draw): void;
  /** Draws the picture once more and leaves it where it is; the next one starts below. */
  keep(): void;
  /** Takes the picture away and gives the terminal back. */
  close(): void;
}

/** The part of a stream that a screen needs. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A live screen on a terminal that can move its cursor, plain lines elsewhere. */
export function openScreen(output: Output, env: Env): Screen {
  const canMove = output.isTTY === true && env['TERM'] !== 'dumb';
  if (!canMove) return plainScreen(output);
  return new LiveScreen(output, (env['NO_COLOR'] ?? '') === '' ? colours : noColours);
}

function plainScreen(output: Output): Screen {
  const nothing = (): void => undefined;
  const print = (lines: readonly Line[] | Draw): void => {
    for (const line of linesFor(lines, FALLBACK)) output.write(`${render(line, noColours).trimEnd()}\n`);
  };
  return { live: false, print, show: nothing, keep: nothing, close: nothing };
}

// Terminals without synchronized output (mode 2026) ignore it; the others never show half a picture.
const BEGIN = '\x1b[?2026h\x1b[?25l';
const END = '\x1b[?2026l';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const SHOW_CURSOR = '\x1b[?25h';
const FALLBACK: Size = { columns: 80, rows: 24 };

const linesFor = (lines: readonly Line[] | Draw, size: Size): readonly Line[] =>
  typeof lines === 'function' ? lines(size) : lines;

/** Repaints line over line, in one write, and only when something changed: nothing flickers. */
class LiveScreen implements Screen {
  readonly live = true;
  readonly #output: Output;
  readonly #paint: Paint;
  readonly #onResize = (): void => this.#repaint([], true);
  #draw: Draw = () => [];
  /** Widths of the lines of the picture that is on the screen. */
  #widths: number[] = [];
  #shown = '';

  constructor(output: Output, paint: Paint) {
    this.#output = output;
    this.#paint = paint;
    output.on?.('resize', this.#onResize);
  }

  print(lines: readonly Line[] | Draw): void {
    this.#repaint(linesFor(lines, this.#size()));
  }

  show(draw: Draw): void {
    this.#draw = draw;
    this.#repaint([]);
  }

  keep(): void {
    this.#repaint([], true);
    this.#draw = () => [];
    this.#widths = [];
    this.#shown = '';
  }

  close(): void {
    this.show(() => []);
    this.#output.off?.('resize', this.#onResize);
    this.#output.write(SHOW_CURSOR);
  }

  #size(): Size {
    const { columns = 0, rows = 0 } = this.#output;
    return columns > 0 && rows > 0 ? { columns, rows } : FALLBACK;
  }

  #repaint(above: readonly Line[], force = false): void {
    const size = this.#size();
    const picture = this.#draw(size)
      .slice(0, size.rows - 1)
      .map((line) => crop(line, size.columns));
    const text = this.#text(picture);
    if (above.length === 0 && text === this.#shown && !force) return;
    const up = this.#rowsShown(size);
    const home = up === 0 ? '\r' : `\x1b[${up}A\r`;
    const stays = this.#text(above);
    this.#output.write(`${BEGIN}${home}${stays}${text}${CLEAR_BELOW}${END}`);
    this.#widths = picture.map(widthOf);
    this.#shown = text;
  }

  #text(lines: readonly Line[]): string {
    return lines.map((line) => `${render(line, this.#paint)}${CLEAR_LINE_END}\n`).join('');
  }

  // A terminal that has become narrower since has wrapped the lines of the picture.
  #rowsShown({ columns }: Size): number {
    return this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
  }
}
