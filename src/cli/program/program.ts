import { basename } from 'node:path';
import { Command, Option } from 'commander';
import pack from '../../../package.json' with { type: 'json' };
import { chosen, type ArgumentDefinition, type CommandDefinition, type OptionDefinition } from './definition.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Called with the command of a command line, and with its options and arguments by name. */
export type Chosen = (definition: CommandDefinition, options: Readonly<Record<string, unknown>>) => Promise<void>;

/** A parser of command lines, made from definitions. `argv` says under which name it was called. */
export function program(
  definitions: readonly CommandDefinition[],
  argv: readonly string[],
  terminal: Terminal,
  onChosen: Chosen,
): Command {
  const { stdout, stderr } = terminal;
  const root = new Command(nameOf(argv))
    .description("Installs, keeps and reports classic Istio meshes on today's Kubernetes.")
    .version(pack.version, '-V, --version', 'say which version of meshwright this is')
    // What follows a command is the command's: import has a --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const definition of definitions) add(root, definition, onChosen);
  return root;
}

/** kubectl finds `kubectl-meshwright` on the path and calls it for `kubectl meshwright`. */
const nameOf = (argv: readonly string[]): string =>
  basename(argv[1] ?? '').startsWith('kubectl-') ? 'kubectl meshwright' : 'meshwright';

function add(parent: Command, definition: CommandDefinition, onChosen: Chosen): void {
  const command = parent
    .command(definition.name)
    .summary(definition.summary)
    .description([definition.summary, ...(definition.description ?? [])].join('\n\n'));
  if (definition.alias !== undefined) command.alias(definition.alias);
  for (const argument of definition.arguments ?? []) command.argument(argument.usage, argument.description);
  for (const option of definition.options ?? []) command.addOption(optionOf(option));
  for (const inner of definition.commands ?? []) add(command, inner, onChosen);
  const examples = (definition.examples ?? []).map(({ command: line, says }) => `  ${line}\n      ${says}\n`);
  if (examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples.join('').trimEnd()}`);
  if (definition.load === undefined) return;
  const named = (): Record<string, string> => argumentsOf(definition.arguments ?? [], command.args);
  command.action(() => onChosen(definition, { ...command.opts(), ...named() }));
}

function optionOf(definition: OptionDefinition): Option {
  const { flags, description, required, repeatable, default: byDefault, choices } = definition;
  const option = new Option(flags, description);
  if (required === true) option.makeOptionMandatory();
  if (byDefault !== undefined) option.default(byDefault);
  if (repeatable === true) option.argParser((word, before: readonly string[] | undefined) => [...(before ?? []), word]);
  if (choices !== undefined) option.argParser((word) => chosen(option.long ?? flags, word, choices));
  return option;
}

function argumentsOf(definitions: readonly ArgumentDefinition[], given: readonly string[]): Record<string, string> {
  const pairs = definitions.flatMap(({ usage, choices }, i) => {
    const [name, word] = [usage.slice(1, -1), given[i]];
    if (word === undefined) return [];
    return [[name, choices === undefined ? word : chosen(name, word, choices)]];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}
