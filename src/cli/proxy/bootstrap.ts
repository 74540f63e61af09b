import { sectionsOf, type Section } from '../../proxy/bootstrap.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { dumpOf, type ProxyOptions } from './source.ts';

/** Options of `meshwright proxy bootstrap`. */
interface BootstrapOptions extends ProxyOptions {
  readonly section?: string;
}

/** Prints what a proxy was started with, by section. @throws UsageError, NotADumpError, ConnectionError */
export async function bootstrapCommand(options: BootstrapOptions, terminal: Terminal): Promise<void> {
  const { section, output } = options;
  const sections = chosenOf(sectionsOf(await dumpOf(options, terminal)), section);
  const bodies = Object.fromEntries(sections.map(({ name, body }) => [name, body]));
  const rows = sections.map(({ name, summary }) => [name, summary || '-']);
  terminal.stdout.write(
    output === 'table' ? table(['SECTION', 'SAYS'], rows, terminal.stdout.columns) : serialized(bodies, output),
  );
}

function chosenOf(sections: readonly Section[], wanted: string | undefined): readonly Section[] {
  if (wanted === undefined) return sections;
  const found = sections.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  throw new UsageError(
    `--section: ${JSON.stringify(wanted)}: the bootstrap has ${sections.map(({ name }) => name).join(', ')}`,
  );
}
