import { parseArgs } from 'node:util';
import type { Piece } from './pieces.ts';

/** What the command line asks for. */
export interface Options {
  readonly pieces: readonly Piece[];
  /** Mutants that are tried at once. */
  readonly workers: number;
  /** Writes the scores into the documentation. */
  readonly record: boolean;
}

const USAGE = 'usage: npm run mutation -- [FOLDER]... [--workers N] [--record]';

/**
 * Reads the arguments.
 * @param pieces that there are; a folder names one, or all below it
 * @throws Error that says what is wrong and what there is
 */
export function optionsOf(args: readonly string[], pieces: readonly Piece[]): Options {
  const { values, positionals } = parsed(args);
  const { workers = '1', record = false } = values;
  if (!/^[1-9]\d?$/.test(workers)) throw new Error(`--workers ${workers}: a number from 1 to 99 is needed`);
  const chosen = positionals.flatMap((name) => below(name, pieces));
  return { pieces: chosen.length > 0 ? chosen : pieces, workers: Number(workers), record };
}

function below(name: string, pieces: readonly Piece[]): Piece[] {
  const folder = name.replace(/\/+$/, '');
  const found = pieces.filter((piece) => piece.folder === folder || piece.folder.startsWith(`${folder}/`));
  if (found.length > 0) return found;
  throw new Error(`${name}: no such piece; there are ${pieces.map((piece) => piece.folder).join(', ')}`);
}

function parsed(args: readonly string[]) {
  try {
    const options = { workers: { type: 'string' }, record: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}
