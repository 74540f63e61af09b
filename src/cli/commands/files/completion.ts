import type { CommandDefinition } from '../../program/definition.ts';

/** `meshwright completion`. */
export const completion: CommandDefinition = {
  name: 'completion',
  summary: 'Print a script that completes command lines of meshwright.',
  description: ['For a shell to read at its start: the script itself says where it goes.'],
  arguments: [{ usage: '<shell>', description: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  examples: [{ command: 'source <(meshwright completion bash) && complete -p meshwright', says: 'In ~/.bashrc' }],
  load: async () => (await import('../../completion/completion.ts')).completionCommand,
};
