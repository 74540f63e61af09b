import { at, isTree, type Tree } from '../../values/tree.ts';
import { textOf, treeOf } from '../document.ts';
import { merged } from '../merge.ts';
import type { Layer, Passed, Reading, Said } from '../reading.ts';
import { valuesOf } from '../set.ts';
import { chartOf, otherThanIstio, profileOfChart } from './charts.ts';

/** What a release of Helm is made of, whoever wrote it down. */
export interface HelmRelease extends Pick<Reading, 'namespace' | 'unmapped'> {
  /** Name, address or path of the chart. */
  readonly chart?: Said | undefined;
  readonly chartVersion?: Said | undefined;
  readonly layers: readonly Layer[];
}

/** Top-level keys that only the chart of Istio has. */
const OF_ISTIO = ['pilot', 'mixer', 'galley', 'sidecarInjectorWebhook', 'nodeagent', 'istio_cni', 'gateways'];

/** The key under which a chart that has Istio's among its dependencies keeps the values for it. */
const SUBCHART = 'istio';

/** What a Helm release asks for. */
export function readHelm(release: HelmRelease): Reading | Passed {
  const { chart, layers, namespace, unmapped = [] } = release;
  const other = otherChart(release);
  if (other !== undefined) return other;
  const isUmbrella = hasSubchart(layers);
  const own = isUmbrella ? layers.flatMap(ofSubchart) : layers;
  return {
    layers: own,
    release: tagIn(own) ?? (isUmbrella ? undefined : versionOf(release)),
    profile: chart && profileOfChart(chart),
    namespace,
    unmapped,
    remarks: isUmbrella ? ofOthers(layers) : [],
  };
}

const hasSubchart = (layers: readonly Layer[]): boolean => layers.some(({ values }) => isTree(values[SUBCHART]));

/** A chart that is not Istio's, by its name and values. */
function otherChart({ chart, layers }: HelmRelease): Passed | undefined {
  if (chart === undefined) return undefined;
  const { name } = chartOf(chart.text);
  const isLikely = name.includes('istio') || layers.some(({ values }) => OF_ISTIO.some((key) => key in values));
  const isIstio = isLikely || hasSubchart(layers);
  return otherThanIstio(name) ?? (isIstio ? undefined : { passed: `the chart ${name} is not Istio's` });
}

function versionOf({ chart, chartVersion }: HelmRelease): Said | undefined {
  if (chartVersion !== undefined || chart === undefined) return chartVersion;
  const { version } = chartOf(chart.text);
  return version === undefined ? undefined : { text: version, place: chart.place };
}

/** Values below `istio`, and `global`, which Helm hands to every dependency. What else there is belongs to others. */
function ofSubchart({ values, place }: Layer): Layer[] {
  const { enabled, ...own } = treeOf(values[SUBCHART]);
  const inside: Layer = {
    values: { ...own, ...(enabled === false && { enabled }) },
    place: (key) => place(`${SUBCHART}.${key}`),
  };
  const { global } = values;
  return isTree(global) ? [inside, { values: { global }, place }] : [inside];
}

function ofOthers(layers: readonly Layer[]): string[] {
  const keys = layers
    .flatMap(({ values }) => Object.keys(values))
    .filter((key) => key !== SUBCHART && key !== 'global');
  return keys.length === 0 ? [] : [`${[...new Set(keys)].join(', ')}: values of other charts`];
}

/** The last layer that names a tag of Istio's own images. */
function tagIn(layers: readonly Layer[]): Said | undefined {
  const found = layers.findLast(({ values }) => textOf(at(values, ['global', 'tag'])) !== undefined);
  const text = textOf(at(found?.values, ['global', 'tag']));
  return found === undefined || text === undefined ? undefined : { text, place: found.place('global.tag') };
}

/** Values as a document has them: maps in maps, or whole paths for keys at the top. */
export const layerAt = (values: unknown, place: string): Layer[] =>
  isTree(values) ? [{ values: unfolded(values), place: (key) => (place === '' ? key : `${place}.${key}`) }] : [];

function unfolded(values: Tree): Tree {
  const entries = Object.entries(values);
  const [flat, nested] = [entries.filter(([key]) => key.includes('.')), entries.filter(([key]) => !key.includes('.'))];
  if (flat.length === 0) return values;
  return merged(Object.fromEntries(nested), valuesOf(flat.map(([key, value]) => ({ key, value }))));
}
