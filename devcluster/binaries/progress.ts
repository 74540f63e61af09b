/** Where a long step tells how it goes. */
export interface Progress {
  /** Prints one line that stays. */
  readonly log: (line: string) => void;
  /** Shows a text that the next one replaces (a terminal); empty text clears it. Left out: lines every 15 s. */
  readonly ticker?: ((text: string) => void) | undefined;
}

const tickEvery = { terminal: 1_000, lines: 15_000 };

/** Seconds as people say them: `9s`, `1m05s`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const rest = seconds % 60;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(rest).padStart(2, '0')}s`;
}

/**
 * Runs a step that prints nothing for minutes, and says every second (terminal) or every 15 s (lines) that it is still
 * running. `phase` is asked each time what the step is doing and told for how long it has run, in milliseconds; so can
 * the step itself ask.
 */
export async function withProgress<T>(
  progress: Progress,
  title: string,
  phase: (elapsed: number) => string,
  step: (elapsed: () => number) => Promise<T>,
): Promise<T> {
  const started = Date.now();
  const elapsed = () => Date.now() - started;
  const show = progress.ticker ?? progress.log;
  const timer = setInterval(
    () => show(`${title}: ${phase(elapsed())}`),
    progress.ticker === undefined ? tickEvery.lines : tickEvery.terminal,
  );
  try {
    const result = await step(elapsed);
    progress.ticker?.('');
    progress.log(`${title}: done in ${formatElapsed(elapsed())}`);
    return result;
  } finally {
    clearInterval(timer);
    progress.ticker?.('');
  }
}

/** Progress for a stream: rewrites one line on a terminal, prints plain lines elsewhere. */
export function streamProgress(stream: NodeJS.WriteStream): Progress {
  const log = (line: string) => void stream.write(`${line}\n`);
  if (!stream.isTTY) return { log };
  const clear = '\r\x1b[2K';
  return {
    log: (line) => void stream.write(`${clear}${line}\n`),
    ticker: (text) => void stream.write(clear + text.slice(0, Math.max(20, stream.columns - 1))),
  };
}
