import { listOf, textOf, treeOf, type KubernetesObject } from '../document.ts';
import type { Passed, Reading, ReadText, Said } from '../reading.ts';
import { valuesOf } from '../set.ts';
import { layerAt, readHelm } from './values.ts';

/** A HelmChart of the controller in K3s and RKE2 (helm.cattle.io/v1): values as text, and `--set` as a map over them. */
export function readHelmChart({ spec }: KubernetesObject, readText: ReadText): Reading | Passed {
  const content = textOf(spec['valuesContent']);
  const set = Object.entries(treeOf(spec['set'])).map(([key, value]) => ({ key, value }));
  const secrets = listOf(spec['valuesSecrets']);
  return readHelm({
    chart: said(spec, 'chart'),
    chartVersion: said(spec, 'version'),
    namespace: said(spec, 'targetNamespace'),
    layers: [
      ...layerAt(spec['values'], 'spec.values'),
      ...(content === undefined ? [] : layerAt(readText(content, 'spec.valuesContent'), 'spec.valuesContent')),
      ...layerAt(valuesOf(set), 'spec.set'),
    ],
    unmapped: secrets.map((value, i) => ({
      key: `spec.valuesSecrets[${i}]`,
      value,
      message: 'only the cluster has it; write the values in it to a file, and give that with -f before this one.',
    })),
  });
}

function said(spec: KubernetesObject['spec'], field: string): Said | undefined {
  const text = textOf(spec[field]);
  return text === undefined ? undefined : { text, place: `spec.${field}` };
}
