import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiRequest } from './request.ts';

/** What can break a connection. */
interface Breakable {
  reset(): void;
}

/** A watch that goes on. */
export class OpenWatch {
  readonly request: ApiRequest;
  readonly #answer: ServerResponse;
  readonly #breakable: Breakable;
  #isSilent = false;

  constructor(request: ApiRequest, source: IncomingMessage, answer: ServerResponse, breakable: Breakable) {
    this.request = request;
    this.#answer = answer;
    this.#breakable = breakable;
    source.on('data', (chunk: Buffer) => {
      if (!this.#isSilent) answer.write(chunk);
    });
    source.on('end', () => {
      if (!this.#isSilent) answer.end();
    });
    source.on('error', () => {
      if (!this.#isSilent) this.cut();
    });
  }

  /** Nobody reads it any more. */
  get isOver(): boolean {
    return this.#answer.destroyed || this.#answer.writableEnded;
  }

  /** From now on nothing comes, and nothing says so. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Breaks the connection. */
  cut(): void {
    if (!this.isOver) this.#breakable.reset();
  }

  /** Begins a line and does not end it; then the connection breaks, or the answer ends as if it were complete. */
  cutInALine(isOrderly: boolean): void {
    if (this.isOver) return;
    this.#answer.write('{"type":"MODIFIED","object":{"kind":"', () => {
      if (isOrderly) this.#answer.end();
      else this.cut();
    });
  }

  /** The apiserver's own way to end a watch that it cannot go on with. */
  fail(code: number, reason: string): void {
    if (this.isOver) return;
    const object = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `chaos: ${reason}` };
    this.#isSilent = true;
    this.#answer.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
  }
}
