import type { CommandDefinition, OptionDefinition } from '../program/definition.ts';

/** A word that may come next. */
export interface Candidate {
  readonly word: string;
  readonly says: string;
}

/** What an option takes: one of some words, a file, or something that we cannot know. */
export type Value = { readonly words: readonly string[] } | 'file' | 'anything' | 'nothing';

/** An option of a command. */
export interface OptionCandidate extends Candidate {
  readonly short?: string;
  readonly value: Value;
}

/** What may follow the words of a command. */
export interface Completion {
  /** Empty for the program itself. */
  readonly words: readonly string[];
  readonly commands: readonly Candidate[];
  /** Words that its arguments may be. */
  readonly choices: readonly string[];
  readonly options: readonly OptionCandidate[];
}

/** What may follow each command, and the program itself first. */
export function completionsOf(commands: readonly CommandDefinition[]): Completion[] {
  return below({ name: '', summary: '', commands }, []);
}

function below(definition: CommandDefinition, words: readonly string[]): Completion[] {
  const { commands = [], options = [], arguments: names = [] } = definition;
  const own = {
    words,
    commands: commands.map(({ name, summary }) => ({ word: name, says: summary })),
    choices: names.flatMap(({ choices = [] }) => choices),
    options: [...options.map(candidateOf), HELP],
  };
  return [own, ...commands.flatMap((inner) => wordsFor(inner).flatMap((word) => below(inner, [...words, word])))];
}

/** Who goes on to use an old name is helped as well. */
const wordsFor = ({ name, alias }: CommandDefinition): string[] => (alias === undefined ? [name] : [name, alias]);

const HELP: OptionCandidate = { word: '--help', short: '-h', says: 'display help for command', value: 'nothing' };

function candidateOf({ flags, description, choices }: OptionDefinition): OptionCandidate {
  const short = /^-\w/.exec(flags)?.[0];
  const [, word = flags, placeholder] = /(--[\w-]+)(?: [<[](\w+))?/.exec(flags) ?? [];
  return { word, ...(short !== undefined && { short }), says: description, value: valueOf(placeholder, choices) };
}

function valueOf(placeholder: string | undefined, choices: readonly string[] | undefined): Value {
  if (placeholder === undefined) return 'nothing';
  if (choices !== undefined) return { words: choices };
  return placeholder === 'path' || placeholder === 'file' ? 'file' : 'anything';
}

/** The option as it may be written. */
export const namesOf = ({ word, short }: OptionCandidate): string[] => (short === undefined ? [word] : [word, short]);
