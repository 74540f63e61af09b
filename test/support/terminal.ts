import type { Output } from '../../src/cli/view/live/screen.ts';

/** A terminal that understands what a live screen writes: lines, cursor up, clearing. It does not scroll. */
export class FakeTerminal implements Output {
  readonly isTTY: boolean;
  columns: number;
  rows: number;
  /** Every write, as it came. */
  readonly writes: string[] = [];
  #cells: string[] = [''];
  #row = 0;
  #column = 0;
  #onResize: (() => void) | undefined;

  constructor({ columns = 80, rows = 24, isTTY = true } = {}) {
    this.columns = columns;
    this.rows = rows;
    this.isTTY = isTTY;
  }

  /** The lines on the screen, without colours and trailing space. */
  get lines(): string[] {
    const lines = this.#cells.map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  write(text: string): void {
    this.writes.push(text);
    const [plain = '', ...sequences] = text.split('\u001b');
    for (const character of plain) this.#take(character);
    for (const sequence of sequences) {
      const [control = ''] = /^\[[?\d;]*[A-Za-z]/.exec(sequence) ?? [];
      this.#control(control);
      for (const character of sequence.slice(control.length)) this.#take(character);
    }
  }

  on(_event: 'resize', listener: () => void): void {
    this.#onResize = listener;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.#onResize?.();
  }

  #take(character: string): void {
    if (character === '\n') [this.#row, this.#column] = [this.#row + 1, 0];
    else if (character === '\r') this.#column = 0;
    else this.#put(character);
  }

  #put(character: string): void {
    const line = (this.#cells[this.#row] ?? '').padEnd(this.#column);
    this.#cells[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column++;
  }

  #control(sequence: string): void {
    const command = sequence.at(-1);
    if (command === 'A') this.#row -= Number(sequence.slice(1, -1));
    if (command === 'K') this.#cells[this.#row] = (this.#cells[this.#row] ?? '').slice(0, this.#column);
    if (command === 'J') this.#cells = this.#cells.slice(0, this.#row);
  }
}
