import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EXIT_CODES, type CommandDefinition, type OptionDefinition } from '../../src/cli/program/definition.ts';

const INTRO = `# Command line

Every command of \`meshwright\`, generated from \`src/cli/commands\` by \`npm run generate\`; \`meshwright <command> --help\`
prints the same.

In a clone, after \`npm ci\`, call it \`npx meshwright\`, or \`bin/meshwright.js\`, which starts faster for the time that
npx takes. A link to \`bin/meshwright.js\` with the name \`kubectl-meshwright\` in a folder of \`PATH\` makes it
\`kubectl meshwright\`.

\`npm ci\` bundles the commands into files that start at once (\`--help\` within 0.1 s). Where a source is younger than
the bundle, as after a \`git pull\`, the program runs from the sources until \`npm run build\`. Whatever \`node\` there is in
\`PATH\`, it runs with the one that \`npm ci\` installed.

Commands that ask a cluster find it as kubectl does: \`--kubeconfig\`, else \`KUBECONFIG\`, else the pod they run in, else
\`~/.kube/config\`; \`--context\` chooses another context. What a command was asked for goes to standard output, everything
else to standard error. Colours and what changes in place are for terminals only; \`NO_COLOR\` turns the colours off.
`;

/** The text of docs/cli.md. */
export function cliReference(): string {
  return [INTRO, exitCodes(), contents(), ...COMMANDS.flatMap((command) => section(command, 'meshwright'))].join('\n');
}

const exitCodes = (): string => table('## Exit codes', ['code', ''], Object.entries(EXIT_CODES)) + EXCEPTIONS;

const EXCEPTIONS = '\nA command for which a code means something else says so in its section.\n';

const contents = (): string =>
  table(
    '## Commands',
    ['command', ''],
    COMMANDS.map(({ name, summary }) => [`[\`${name}\`](#meshwright-${name})`, summary]),
  );

function section(definition: CommandDefinition, before: string): string[] {
  const { name, summary, description = [], commands = [] } = definition;
  const title = `${before} ${name}`;
  const usage = definition.load === undefined ? [] : ['```\n' + usageOf(definition, title) + '\n```\n'];
  return [
    `${'#'.repeat(title.split(' ').length)} ${title}\n`,
    `${[summary, ...description].join('\n\n')}\n`,
    ...usage,
    ...tables(definition),
    ...examples(definition),
    ...commands.flatMap((inner) => section(inner, title)),
  ];
}

const usageOf = ({ arguments: names = [], options = [] }: CommandDefinition, title: string): string =>
  [
    title,
    ...names.map(({ usage }) => usage),
    ...options.filter(isRequired).map(({ flags }) => flagOf(flags)),
    '[options]',
  ]
    .join(' ')
    .replace(options.every(isRequired) ? ' [options]' : '', '');

const isRequired = ({ required }: OptionDefinition): boolean => required === true;

/** The long name of `-f, --file <path>` and what follows it. */
const flagOf = (flags: string): string => flags.replace(/^-\w, /, '');

function tables({ arguments: names = [], options = [], exits = {} }: CommandDefinition): string[] {
  const parts: [string, readonly (readonly [string, string])[]][] = [
    ['argument', names.map(({ usage, description }) => [`\`${usage}\``, description])],
    ['option', options.map((option) => [`\`${option.flags}\``, describe(option)])],
    ['exit code', Object.entries(exits).map(([code, meaning]) => [code, meaning ?? ''])],
  ];
  return parts.filter(([, rows]) => rows.length > 0).map(([what, rows]) => table('', [what, ''], rows));
}

const describe = ({ description, default: byDefault, required }: OptionDefinition): string =>
  `${required === true ? '**Required.** ' : ''}${description}${byDefault === undefined ? '' : ` (default: \`${byDefault}\`)`}`;

function table(
  title: string,
  headings: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): string {
  const cells = [headings, ['---', '---'] as const, ...rows.map(([a, b]) => [a, b.replaceAll('|', '\\|')] as const)];
  const lines = cells.map(([a, b]) => (a === '---' ? '|---|---|' : `| ${a} | ${b} |`));
  return `${title === '' ? '' : `${title}\n\n`}${lines.join('\n')}\n`;
}

function examples({ examples: shown = [] }: CommandDefinition): string[] {
  if (shown.length === 0) return [];
  const lines = shown.map(({ command, says }) => `# ${says}\n${command}`);
  return [`\`\`\`sh\n${lines.join('\n\n')}\n\`\`\`\n`];
}
