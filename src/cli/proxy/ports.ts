import { mergedPorts, portsOfDump, portsOfPod, type ListeningPort } from '../../proxy/ports.ts';
import { at } from '../../proxy/untrusted.ts';
import { ApiError, ConnectionError } from '../../kube/errors.ts';
import { serialized } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { table } from '../view/tables/table.ts';
import { chosenPod } from './target.ts';
import { documentOf, dumpOf, podOf, type ProxyOptions } from './source.ts';

/** Prints who listens on which port in a pod. @throws UsageError, NotADumpError, ApiError */
export async function portsCommand(options: ProxyOptions, terminal: Terminal): Promise<void> {
  const { file } = options;
  const ports =
    file === undefined ? await portsInCluster(options, terminal) : portsIn(await documentOf(file, terminal));
  const rows = ports.map(({ port, address, who, what }) => [String(port), address, who, what]);
  const { output } = options;
  terminal.stdout.write(
    output === 'table'
      ? table(['PORT', 'ADDRESS', 'WHO', 'WHAT'], rows, terminal.stdout.columns)
      : serialized(ports, output),
  );
}

/** A file holds a Pod or a dump. */
function portsIn(document: unknown): ListeningPort[] {
  const isPod = at(document, 'kind') === 'Pod';
  return isPod ? mergedPorts([], portsOfPod(document)) : mergedPorts(portsOfDump(document), []);
}

/** What the pod declares can be said also where its proxy does not answer. */
async function portsInCluster(asked: ProxyOptions, terminal: Terminal) {
  // The same pod twice, also where any of a workload will do.
  const options = { ...asked, ...(await chosenPod(asked, terminal)) };
  const declared = portsOfPod(await podOf(options, terminal));
  try {
    return mergedPorts(portsOfDump(await dumpOf(options, terminal)), declared);
  } catch (error) {
    if (!(error instanceof ConnectionError || error instanceof ApiError)) throw error;
    terminal.stderr.write(`warning: ${error.message}; listed is what the pod declares\n`);
    return mergedPorts([], declared);
  }
}
