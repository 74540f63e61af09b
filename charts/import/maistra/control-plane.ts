import { stateDefaults } from '../defaults.ts';
import { textOf, treeOf, type KubernetesObject } from '../document.ts';
import { layerAt } from '../helm/values.ts';
import { withoutKeys } from '../merge.ts';
import type { Reading, Said } from '../reading.ts';
import { applyRules, nothing, remedy, type Rule } from '../rules.ts';
import type { Tree } from '../../values/tree.ts';
import { ONLY_IN_MAISTRA } from './own-values.ts';
import { SECOND_API_RULES } from './second-api-rules.ts';

/** Releases of Istio that releases of Maistra are made from (maistra.io, release notes). */
const LINES: Readonly<Record<string, string>> = { 'v1.0': '1.1', 'v1.1': '1.4' };

/** What its template `base` sets, unlike the charts. Sidecars come where a pod asks for one. */
const DEFAULTS = {
  'components.grafana.enabled': true,
  'components.kiali.enabled': true,
  'components.tracing.enabled': true,
  'defaults.podDisruptionBudget.enabled': false,
  'gateways.istio-egressgateway.enabled': true,
  'gateways.istio-ingressgateway.type': 'ClusterIP',
  'sidecar.autoInject': false,
};

const MEMBERS = 'sidecars are injected in namespaces with the label istio-injection=enabled, and no more in members';

const TEMPLATES = ['default', 'maistra', 'servicemesh', 'base'];

const FIRST_API_RULES: readonly Rule[] = [
  ...ONLY_IN_MAISTRA.map(([key, convert]): Rule => [`istio.${key}`, convert]),
  ['istio', nothing],
  ['version', nothing],
  ['template', remedy('write what the template says into istio', ...TEMPLATES)],
  ['profiles', remedy('write what the profiles say into istio', ...TEMPLATES.map((name) => [name]))],
  ['networkType', nothing],
  ['threeScale', (value) => (treeOf(value)['enabled'] === true ? { remedy: 'install the 3scale adapter apart' } : {})],
];

/** A ServiceMeshControlPlane of Maistra (maistra.io/v1): values of the charts under `istio`. */
export function readMaistraOne({ metadata, spec }: KubernetesObject): Reading {
  const values = withoutKeys(
    treeOf(spec['istio']),
    ONLY_IN_MAISTRA.map(([key]) => key.split('.')),
  );
  return { ...reading(metadata, spec, FIRST_API_RULES), layers: layerAt(values, 'spec.istio') };
}

/** A ServiceMeshControlPlane in the words of Maistra 2 (maistra.io/v2), which describe meshes of 1.1 as well. */
export function readMaistraTwo({ metadata, spec }: KubernetesObject): Reading {
  return { ...reading(metadata, spec, SECOND_API_RULES), layers: [] };
}

function reading(metadata: Tree, spec: Tree, rules: readonly Rule[]): Omit<Reading, 'layers'> {
  const namespace = textOf(metadata['namespace']);
  const { fields, unmapped } = applyRules(spec, rules);
  return {
    release: releaseIn(spec),
    namespace: namespace === undefined ? undefined : { text: namespace, place: 'metadata.namespace' },
    fields: [...fields, ...stateDefaults(DEFAULTS)],
    unmapped,
    remarks: [MEMBERS],
  };
}

/** Its tags and versions are Maistra's own. */
function releaseIn(spec: Tree): Said | undefined {
  const text = textOf(spec['version']);
  return text === undefined ? undefined : { text, place: 'spec.version', means: LINES[text] ?? 'none of ours' };
}
