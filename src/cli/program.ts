import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { chosen, type ArgumentDefinition, type CommandDefinition, type OptionDefinition } from './definition.ts';
import type { Terminal } from './terminal.ts';

/** Told when a command has been carried out, or could not be. */
export type Done = (definition: CommandDefinition, run: () => Promise<number>) => Promise<void>;

/** A parser of command lines, made from definitions. `argv` says under which name it was called. */
export function program(
  definitions: readonly CommandDefinition[],
  argv: readonly string[],
  terminal: Terminal,
  done: Done,
): Command {
  const { stdout, stderr } = terminal;
  const root = new Command(nameOf(argv))
    .description("Installs, keeps and reports classic Istio meshes on today's Kubernetes.")
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  for (const definition of definitions) add(root, definition, terminal, done);
  return root;
}

/** kubectl finds `kubectl-meshwright` on the path and calls it for `kubectl meshwright`. */
const nameOf = (argv: readonly string[]): string =>
  basename(argv[1] ?? '').startsWith('kubectl-') ? 'kubectl meshwright' : 'meshwright';

function add(parent: Command, definition: CommandDefinition, terminal: Terminal, done: Done): void {
  const command = parent
    .command(definition.name)
    .summary(definition.summary)
    .description([definition.summary, ...(definition.description ?? [])].join('\n\n'));
  for (const argument of definition.arguments ?? []) command.argument(argument.usage, argument.description);
  for (const option of definition.options ?? []) command.addOption(optionOf(option));
  for (const inner of definition.commands ?? []) add(command, inner, terminal, done);
  const examples = (definition.examples ?? []).map(({ command: line, says }) => `  ${line}\n      ${says}\n`);
  if (examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples.join('').trimEnd()}`);
  if (definition.load !== undefined) command.action(() => done(definition, () => run(definition, command, terminal)));
}

function optionOf({ flags, description, required, default: byDefault, choices }: OptionDefinition): Option {
  const option = new Option(flags, description);
  if (required === true) option.makeOptionMandatory();
  if (byDefault !== undefined) option.default(byDefault);
  if (choices !== undefined) option.argParser((word) => chosen(option.long ?? flags, word, choices));
  return option;
}

async function run({ load, arguments: names = [] }: CommandDefinition, command: Command, terminal: Terminal) {
  const options = { ...command.opts(), ...argumentsOf(names, command.args) };
  const handler = await load?.();
  return (await handler?.(options as never, terminal)) ?? 0;
}

function argumentsOf(definitions: readonly ArgumentDefinition[], given: readonly string[]): Record<string, string> {
  const pairs = definitions.flatMap(({ usage, choices }, i) => {
    const [name, word] = [usage.slice(1, -1), given[i]];
    if (word === undefined) return [];
    return [[name, choices === undefined ? word : chosen(name, word, choices)]];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}
