import type { Candidate, Completion, OptionCandidate } from './candidates.ts';

/** A script for fish 3 and later. */
export function fish(completions: readonly Completion[]): string {
  return `# Completion of meshwright for fish: meshwright completion fish > ~/.config/fish/completions/meshwright.fish
complete -c meshwright -f
${completions.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ words, commands, choices, options }: Completion): string[] {
  const here = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  const before = commands.length === 0 ? here : [...here, noneOf(commands)];
  return [
    ...[...commands, ...choices.map((word) => ({ word, says: '' }))].map(
      (candidate) => `${when(before)} -a ${candidate.word}${description(candidate)}`,
    ),
    ...options.map((option) => `${when(here)}${flags(option)}${description(option)}`),
  ];
}

const noneOf = (commands: readonly Candidate[]): string =>
  `not __fish_seen_subcommand_from ${commands.map(({ word }) => word).join(' ')}`;

const when = (conditions: readonly string[]): string =>
  `complete -c meshwright${conditions.length === 0 ? '' : ` -n '${conditions.join('; and ')}'`}`;

function flags({ word, short, value }: OptionCandidate): string {
  const names = ` -l ${word.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  if (value === 'nothing') return names;
  if (typeof value === 'object') return `${names} -x -a '${value.words.join(' ')}'`;
  return value === 'file' ? `${names} -r -F` : `${names} -x`;
}

const description = ({ says }: Candidate): string =>
  says === '' ? '' : ` -d '${says.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
