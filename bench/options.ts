import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  /** The measurements to make; all where none is named. */
  readonly only: readonly string[];
  readonly quick: boolean;
  /** Nothing is measured: page and plot are written anew from the numbers that are there. */
  readonly page: boolean;
  /** Folder of page, plot and numbers. */
  readonly output: string;
}

/** Where numbers go that mean nothing. */
const QUICK_OUTPUT = 'build/bench';
const OUTPUT = 'docs';

const USAGE = 'usage: npm run bench -- [--only NAME]... [--quick] [--page] [--output FOLDER]';

/**
 * Reads the arguments.
 * @param names of the measurements that there are
 * @throws Error that says what is wrong and what there is
 */
export function optionsOf(args: readonly string[], names: readonly string[]): Options {
  const { only = [], quick = false, page = false, output } = parsed(args);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: no such measurement; there are ${names.join(', ')}`);
  return { only, quick, page, output: output ?? (quick ? QUICK_OUTPUT : OUTPUT) };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      page: { type: 'boolean' },
      output: { type: 'string' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}
