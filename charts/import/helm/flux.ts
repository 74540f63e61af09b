import { at } from '../../values/tree.ts';
import type { Unmapped } from '../../values/unmapped.ts';
import { listOf, textOf, type KubernetesObject } from '../document.ts';
import type { Passed, Reading, Said } from '../reading.ts';
import { layerAt, readHelm } from './values.ts';

const NOT_HERE = 'only the cluster has it; write the values in it to a file, and give that with -f before this one.';

/** Fields that name where more values are, or what happens to the objects after rendering. */
const UNREADABLE: Readonly<Record<string, string>> = {
  valuesFrom: NOT_HERE,
  valueFileSecrets: NOT_HERE,
  postRenderers: 'changes what the chart rendered; write it as spec.overlays.',
};

/** A HelmRelease of Flux 1 (helm.fluxcd.io/v1 and before): the chart is in a repository, or in Git. */
export function readFluxOne({ spec, metadata }: KubernetesObject): Reading | Passed {
  const chart = said(spec, ['chart', 'name']) ?? said(spec, ['chart', 'path']);
  const version = said(spec, ['chart', 'version']) ?? said(spec, ['chart', 'ref']);
  return readRelease(spec, metadata, chart, version);
}

/** A HelmRelease of Flux 2 (helm.toolkit.fluxcd.io/v2 and its betas). */
export function readFluxTwo({ spec, metadata }: KubernetesObject): Reading | Passed {
  const chart = said(spec, ['chart', 'spec', 'chart']);
  const version = said(spec, ['chart', 'spec', 'version']);
  return readRelease(spec, metadata, chart, version);
}

function readRelease(
  spec: KubernetesObject['spec'],
  metadata: KubernetesObject['metadata'],
  chart: Said | undefined,
  chartVersion: Said | undefined,
): Reading | Passed {
  const own = textOf(metadata['namespace']);
  const namespace =
    said(spec, ['targetNamespace']) ?? (own === undefined ? undefined : { text: own, place: 'metadata.namespace' });
  return readHelm({
    chart,
    chartVersion,
    namespace,
    layers: layerAt(spec['values'], 'spec.values'),
    unmapped: Object.entries(UNREADABLE).flatMap(([field, message]) => unreadable(spec, field, message)),
  });
}

const unreadable = (spec: KubernetesObject['spec'], field: string, message: string): Unmapped[] =>
  listOf(spec[field]).map((value, i) => ({ key: `spec.${field}[${i}]`, value, message }));

function said(spec: KubernetesObject['spec'], path: readonly string[]): Said | undefined {
  const text = textOf(at(spec, path));
  return text === undefined ? undefined : { text, place: `spec.${path.join('.')}` };
}
