import { UsageError, type Terminal } from '../terminal/terminal.ts';

/** An option of a command. */
export interface OptionDefinition {
  /** As it is written, for example `-f, --file <path>`. */
  readonly flags: string;
  /** What it does, without a full stop. Names the default where that is no fixed word. */
  readonly description: string;
  readonly required?: true;
  /** It may be given several times; its value is the list of all. */
  readonly repeatable?: true;
  readonly default?: string;
  /** The only words that it may be. */
  readonly choices?: readonly string[];
}

/** An argument of a command that is told by its place. */
export interface ArgumentDefinition {
  /** `<name>` when it is needed, `[name]` when not. */
  readonly usage: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

/** A way to call a command that is worth showing. A test runs it, from the root of the project. */
export interface Example {
  /** A line for a shell, with `meshwright` for the program. */
  readonly command: string;
  /** What it does, as a sentence without a full stop. */
  readonly says: string;
  /** With which code it ends. @default 0 */
  readonly exit?: number;
  /** It goes on until it is interrupted. */
  readonly endless?: true;
}

/**
 * Carries a command out. Its options are those of the definition in camel case, and the arguments by name; `commands`
 * are all that there are.
 * @returns the exit code, if it is not 0
 */
export type Handler<Options> = (
  options: Options,
  terminal: Terminal,
  commands: readonly CommandDefinition[],
) => Promise<number | undefined> | Promise<void>;

/**
 * What a command looks like; how it is carried out is loaded when it is. Help, completion and docs/cli.md are made from
 * this, so it must cost nothing to load.
 */
export interface CommandDefinition {
  readonly name: string;
  /** What it was called before; it goes on to work, and is named in its help only. */
  readonly alias?: string;
  /** What it is for: one sentence that fits into the list of commands. */
  readonly summary: string;
  /** What else there is to know, as paragraphs. */
  readonly description?: readonly string[];
  readonly arguments?: readonly ArgumentDefinition[];
  readonly options?: readonly OptionDefinition[];
  readonly examples?: readonly Example[];
  /** What exit codes mean where it is not what they mean everywhere. */
  readonly exits?: Readonly<Partial<Record<number, string>>>;
  /** The exit code when it fails. @default 1 */
  readonly failureCode?: number;
  /** Loads how it is carried out. A command without is a group of `commands`. */
  readonly load?: () => Promise<Handler<never>>;
  readonly commands?: readonly CommandDefinition[];
}

/** What exit codes mean unless a command says otherwise. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'Done.',
  1: 'Failed: the cluster was not reached or refused, or what was asked for did not come to be.',
  2: 'Called wrongly, or with a file that is not what it should be. Nothing was done.',
};

/** The word, if it is one of the choices. @throws UsageError that names the choices; `what` is the option or argument */
export function chosen<T extends string>(what: string, word: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === word);
  if (found !== undefined) return found;
  const known = `${choices.slice(0, -1).join(', ')}${choices.length > 1 ? ' or ' : ''}${choices.at(-1) ?? ''}`;
  throw new UsageError(`${what}: ${JSON.stringify(word)}: not possible; choose ${known}`);
}
