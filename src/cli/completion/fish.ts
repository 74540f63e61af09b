import type { Candidate, Completion, OptionCandidate } from './candidates.ts';

/** A script for fish 3 and later. */
export function fish(completions: readonly Completion[]): string {
  return `# Completion of meshwright for fish: meshwright completion fish > ~/.config/fish/completions/meshwright.fish
function __meshwright_next_to
  set -l words (commandline -opc)[2..-1]
  test "$argv" = "$words"
end
function __meshwright_in
  set -l words (commandline -opc)[2..-1]
  set -l first $words[1..(count $argv)]
  test "$argv" = "$first"
end
complete -c meshwright -f
${completions.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ words, commands, choices, options }: Completion): string[] {
  const here = words.length === 0 ? '' : `__meshwright_in ${words.join(' ')}`;
  const next = `__meshwright_next_to ${words.join(' ')}`.trim();
  return [
    ...[...commands, ...choices.map((word) => ({ word, says: '' }))].map(
      (candidate) => `${when(next)} -a ${candidate.word}${description(candidate)}`,
    ),
    ...options.map((option) => `${when(here)}${flags(option)}${description(option)}`),
  ];
}

const when = (condition: string): string => `complete -c meshwright${condition === '' ? '' : ` -n '${condition}'`}`;

function flags({ word, short, value }: OptionCandidate): string {
  const names = ` -l ${word.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  if (value === 'nothing') return names;
  if (typeof value === 'object') return `${names} -x -a '${value.words.join(' ')}'`;
  return value === 'file' ? `${names} -r -F` : `${names} -x`;
}

const description = ({ says }: Candidate): string =>
  says === '' ? '' : ` -d '${says.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
