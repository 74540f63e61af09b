import { namesOf, type Completion } from './candidates.ts';

/** A script for bash 3.2 and later, without the package bash-completion. */
export function bash(completions: readonly Completion[]): string {
  const commands = completions.filter(({ words }) => words.length > 0);
  return `# Completion of meshwright for bash; in ~/.bashrc: source <(meshwright completion bash)
_meshwright() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$command $word" in
      ${commands.map(({ words }) => pattern([words.slice(0, -1).join(' '), words.at(-1) ?? ''])).join('|')})
        command="\${command:+$command }$word" ;;
    esac
  done
  # Bash makes words of their own of what stands before and behind an equals sign.
  if [[ "$before" == "=" ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [[ "$current" == "=" ]]; then current=""; fi
  COMPREPLY=()
  case "$command $before" in
${completions.flatMap(valueCases).join('')}  esac
  case "$command" in
${completions.map(wordCase).join('')}  esac
}
complete -o default -F _meshwright meshwright
`;
}

const pattern = (words: readonly string[]): string => `"${words.join(' ')}"`;

const reply = (words: readonly string[]): string => `COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current"))`;

/** After an option that takes a value: its words; else none, and bash offers files. */
function valueCases({ words, options }: Completion): string[] {
  return options.flatMap((option) => {
    if (option.value === 'nothing') return [];
    const before = namesOf(option).map((name) => pattern([words.join(' '), name]));
    const values = typeof option.value === 'object' ? `${reply(option.value.words)}; ` : '';
    return [`    ${before.join('|')}) ${values}return ;;\n`];
  });
}

function wordCase({ words, commands, choices, options }: Completion): string {
  const next = [...commands.map(({ word }) => word), ...choices, ...options.map(({ word }) => word)];
  return `    ${pattern(words)}) ${reply(next)} ;;\n`;
}
