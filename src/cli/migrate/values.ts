import { resolve } from '../../../charts/index.ts';
import { helmCharts, istioOperator, sailIstio, type ChartValues } from '../../migration/values/installers.ts';
import { targetValues, type Place, type TargetValues } from '../../migration/values/values.ts';
import type { Left } from '../../migration/values/carry.ts';
import { NEWEST_TARGET, targetOf, type Target } from '../../migration/targets.data.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { readInstall, type SubjectOptions } from './subject.ts';

/** Options of `meshwright migrate values`. */
interface ValuesOptions extends SubjectOptions {
  readonly for: string;
  readonly part?: string;
  readonly rootNamespace: string;
  readonly gatewayNamespace: string;
  readonly revision: string;
  readonly to?: string;
  readonly output: string;
}

/** A piece of what is printed: values of a chart, or an object. */
interface Part {
  readonly name: string;
  readonly says: string;
  readonly content: object;
}

/**
 * Prints the settings of a mesh for the installer of the target, and on standard error what of them does not go on by
 * itself; changes nothing.
 * @throws UsageError, UnknownTargetError, InvalidSpecError
 */
export async function valuesCommand(options: ValuesOptions, terminal: Terminal): Promise<void> {
  const { part, output } = options;
  const target = targetOf(options.to ?? NEWEST_TARGET);
  const { spec } = await readInstall(options, terminal);
  const place = { namespace: options.rootNamespace, revision: options.revision };
  const values = targetValues(spec, resolve(spec), place);
  const parts = partsOf(values, place, target, options);
  const { stdout, stderr } = terminal;
  if (part !== undefined) stdout.write(serialized(chosenPart(parts, part).content, output));
  else if (output === 'json') stdout.write(serialized({ parts, left: values.left }, output));
  else stdout.write(parts.map(({ says, content }) => `---\n# ${says}\n${serialized(content, output)}`).join(''));
  const { left } = values;
  stderr.write(listed('to do by hand', left, true) + listed('without successor, and nothing to do', left, false));
}

function partsOf(values: TargetValues, place: Place, target: Target, options: ValuesOptions): Part[] {
  const charts = helmCharts(values, place, options.gatewayNamespace);
  const gateways = charts.filter(({ chart }) => chart === 'gateway').map(chartPart);
  const objects = values.objects.map((content) => ({
    name: content.kind,
    says: `${content.kind} ${content.metadata.namespace ?? ''}/${content.metadata.name}, applied after the CRDs`,
    content,
  }));
  return [...(CONTROL_PLANE[options.for]?.(values, place, target, charts) ?? []), ...gateways, ...objects];
}

type ControlPlane = (values: TargetValues, place: Place, target: Target, charts: readonly ChartValues[]) => Part[];

/** What each installer takes for istiod. */
const CONTROL_PLANE: Readonly<Record<string, ControlPlane>> = {
  helm: (_values, _place, _target, charts) => charts.filter(({ chart }) => chart === 'istiod').map(chartPart),
  istioctl: (values, place) => [{ name: 'istiod', says: 'istioctl install -f', content: istioOperator(values, place) }],
  sail: (values, place, target) => [
    { name: 'istiod', says: 'for the Sail operator', content: sailIstio(values, place, target) },
  ],
};

const chartPart = ({ chart, release, namespace, values }: ChartValues): Part => ({
  name: chart === 'istiod' ? chart : release,
  says: `values of the chart ${chart}: release ${release} in the namespace ${namespace}`,
  content: values,
});

function chosenPart(parts: readonly Part[], name: string): Part {
  const found = parts.find((part) => part.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `--part: ${JSON.stringify(name)}: there is none; there is ${parts.map((part) => part.name).join(', ')}`,
  );
}

function listed(title: string, left: readonly Left[], byHand: boolean): string {
  const lines = left.filter((each) => each.byHand === byHand).map(({ field, why }) => `  ${field}: ${why}\n`);
  return lines.length === 0 ? '' : `${title}:\n${lines.join('')}`;
}
