import { namesOf, type Candidate, type Completion } from './candidates.ts';

/** A script for zsh, to be sourced after compinit or put into a folder of fpath as _meshwright. */
export function zsh(completions: readonly Completion[]): string {
  const commands = completions.filter(({ words }) => words.length > 0);
  return `#compdef meshwright
# Completion of meshwright for zsh; in ~/.zshrc, after compinit: source <(meshwright completion zsh)
_meshwright() {
  local command="" before="\${words[CURRENT-1]}" i
  local -a candidates
  for (( i = 2; i < CURRENT; i++ )); do
    case "$command \${words[i]}" in
      (${commands.map(({ words }) => pattern([words.slice(0, -1).join(' '), words.at(-1) ?? ''])).join('|')})
        command="\${command:+$command }\${words[i]}" ;;
    esac
  done
  if [[ "\${words[CURRENT]}" == --*=* ]]; then
    before="\${words[CURRENT]%%=*}"
    compset -P '*='
  fi
  case "$command $before" in
${completions.flatMap(valueCases).join('')}  esac
  case "$command" in
${completions.map(wordCase).join('')}  esac
  _describe -t candidates meshwright candidates
}
# A file of fpath is called when it is read for the first time.
if [[ "\${funcstack[1]}" == _meshwright ]]; then _meshwright "$@"; else compdef _meshwright meshwright; fi
`;
}

const pattern = (words: readonly string[]): string => `"${words.join(' ')}"`;

function valueCases({ words, options }: Completion): string[] {
  return options.flatMap((option) => {
    if (option.value === 'nothing') return [];
    const before = namesOf(option).map((name) => pattern([words.join(' '), name]));
    return [`    (${before.join('|')}) ${action(option.value)} return ;;\n`];
  });
}

function action(value: Exclude<Completion['options'][number]['value'], 'nothing'>): string {
  if (typeof value === 'object') return `compadd -- ${value.words.join(' ')};`;
  return value === 'file' ? '_files;' : '';
}

function wordCase({ words, commands, choices, options }: Completion): string {
  const next = [...commands, ...choices.map((word) => ({ word, says: '' })), ...options];
  return `    (${pattern(words)}) candidates=(${next.map(described).join(' ')}) ;;\n`;
}

/** \`word:what it does\` in quotes; a quote in it is closed, escaped and opened again. */
const described = ({ word, says }: Candidate): string =>
  `'${(says === '' ? word : `${word}:${says}`).replaceAll("'", String.raw`'\''`)}'`;
