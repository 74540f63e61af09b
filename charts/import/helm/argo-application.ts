import { at, type Tree } from '../../values/tree.ts';
import type { Unmapped } from '../../values/unmapped.ts';
import { listOf, textOf, treeOf, type KubernetesObject } from '../document.ts';
import type { Layer, Passed, Reading, ReadText, Said } from '../reading.ts';
import { valuesOf, type Setting } from '../set.ts';
import { layerAt, readHelm } from './values.ts';

/** An Application of Argo CD with a chart as its source, or as one of its sources. */
export function readApplication({ spec }: KubernetesObject, readText: ReadText): Reading | Passed {
  const several = listOf(spec['sources']);
  const sources =
    several.length === 0
      ? [readSource(treeOf(spec['source']), 'spec.source', spec, readText)]
      : several.map((source, i) => readSource(treeOf(source), `spec.sources[${i}]`, spec, readText));
  return sources.find((source) => !('passed' in source)) ?? sources[0] ?? { passed: 'it has no source' };
}

function readSource(source: Tree, place: string, spec: Tree, readText: ReadText): Reading | Passed {
  const chart = said(source['chart'], `${place}.chart`) ?? said(source['path'], `${place}.path`);
  const chartVersion = said(source['targetRevision'], `${place}.targetRevision`);
  const namespace = said(at(spec, ['destination', 'namespace']), 'spec.destination.namespace');
  const helm = treeOf(source['helm']);
  return readHelm({
    chart,
    chartVersion,
    namespace,
    layers: layersOf(helm, `${place}.helm`, readText),
    unmapped: unreadable(helm, `${place}.helm`),
  });
}

/** In the order in which Argo CD has them count: an object instead of a text, and parameters over both. */
function layersOf(helm: Tree, place: string, readText: ReadText): Layer[] {
  const text = textOf(helm['values']);
  const object = helm['valuesObject'];
  const settings = listOf(helm['parameters']).flatMap((parameter): Setting[] => {
    const key = textOf(at(parameter, ['name']));
    const isText = at(parameter, ['forceString']) === true;
    return key === undefined ? [] : [{ key, value: at(parameter, ['value']), isText }];
  });
  return [
    ...(text === undefined || object !== undefined
      ? []
      : layerAt(readText(text, `${place}.values`), `${place}.values`)),
    ...layerAt(object, `${place}.valuesObject`),
    ...layerAt(valuesOf(settings), `${place}.parameters`),
  ];
}

const unreadable = (helm: Tree, place: string): Unmapped[] =>
  ['valueFiles', 'fileParameters'].flatMap((field) =>
    listOf(helm[field]).map((value, i) => ({
      key: `${place}.${field}[${i}]`,
      value,
      message: 'beside the chart, where we do not look; give the file with -f before this one.',
    })),
  );

function said(value: unknown, place: string): Said | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : { text, place };
}
