import { resourcesOf } from '../../proxy/config-dump.ts';
import { matching, type Resource, type ResourceKind } from '../../proxy/resource.ts';
import { portOf } from '../../proxy/untrusted.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { dumpOf, type ProxyOptions } from './source.ts';

/** Options of `meshwright proxy config`. */
interface ConfigOptions extends ProxyOptions {
  readonly kind?: ResourceKind;
  readonly port?: string;
  readonly host?: string;
}

const HEAD = ['KIND', 'NAME', 'ORIGIN', 'STATE', 'PORTS', 'VERSION', 'UPDATED'];

/** Prints what a proxy is configured with. @throws UsageError, NotADumpError, ConnectionError */
export async function configCommand(options: ConfigOptions, terminal: Terminal): Promise<void> {
  const { kind, host, output } = options;
  const port = wantedPort(options.port);
  const wanted = {
    ...(kind !== undefined && { kind }),
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
  };
  const resources = matching(resourcesOf(await dumpOf(options, terminal)), wanted);
  terminal.stdout.write(
    output === 'table' ? table(HEAD, resources.map(rowOf), terminal.stdout.columns) : serialized(resources, output),
  );
}

const rowOf = ({ kind, name, origin, state, ports, version, updated }: Resource): string[] =>
  [kind, name, origin, state, ports.join(','), version, updated].map((cell) => (cell === '' ? '-' : cell));

/** A port of the command line. @throws UsageError when it is none */
export function wantedPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = portOf(text);
  if (port === undefined) throw new UsageError(`--port: ${JSON.stringify(text)}: not a port; write 0 to 65535`);
  return port;
}
