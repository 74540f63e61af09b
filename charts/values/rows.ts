import { optionsOfChart, optionsOfOtherCharts, type ChartOption } from '../catalog/options/of-chart.ts';
import { isTree, type Path, type Tree } from './tree.ts';

/** An option at one place of a values file, and its field; the name of a gateway in place of `*`. */
export interface Applied {
  readonly option: ChartOption;
  readonly key: Path;
  readonly field: Path;
}

/** Every option of a release's chart, for the gateways that the values name. */
export const rowsOf = (values: Tree, version: string): Applied[] =>
  optionsOfChart(version).flatMap((option) => applied(option, values));

/** Every option that only charts of other lines have. */
export const rowsOfOthers = (values: Tree, version: string): Applied[] =>
  optionsOfOtherCharts(version).flatMap((option) => applied(option, values));

function applied(option: ChartOption, values: Tree): Applied[] {
  const key = option.helm.split('.');
  const field = option.path.split('.');
  if (!key.includes('*')) return [{ option, key, field }];
  const named = (path: Path, name: string): Path => path.map((part) => (part === '*' ? name : part));
  return gatewayNames(values).map((name) => ({ option, key: named(key, name), field: named(field, name) }));
}

/** What has settings below `gateways`: any key there is the name of a gateway. */
export const gatewayNames = (values: Tree): string[] =>
  Object.entries(isTree(values['gateways']) ? values['gateways'] : {})
    .filter(([, settings]) => isTree(settings))
    .map(([name]) => name);
