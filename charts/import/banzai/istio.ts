import { stateDefaults } from '../defaults.ts';
import { textOf, type KubernetesObject } from '../document.ts';
import type { Reading } from '../reading.ts';
import { applyRules, type Rule } from '../rules.ts';
import { COMPONENT_RULES } from './component-rules.ts';
import { MESH_RULES } from './mesh-rules.ts';

const RULES: readonly Rule[] = [...MESH_RULES, ...COMPONENT_RULES];

/** What Banzai Cloud's operator does where an Istio says nothing (its defaults of 1.4), unlike the charts. */
const DEFAULTS = {
  'components.prometheus.enabled': false,
  'defaults.podDisruptionBudget.enabled': false,
  'gateways.istio-egressgateway.enabled': true,
  'mesh.accessLog.file': '/dev/stdout',
  'sidecar.componentLogLevel': 'misc:error',
  'sidecar.logLevel': 'warning',
};

/** An Istio of Banzai Cloud's operator (istio.banzaicloud.io/v1beta1), releases 1.0 to 1.4. */
export function readBanzaiIstio({ metadata, spec }: KubernetesObject): Reading {
  const version = textOf(spec['version']);
  const namespace = textOf(metadata['namespace']);
  const { fields, unmapped } = applyRules(spec, RULES);
  return {
    layers: [],
    release: version === undefined ? undefined : { text: version, place: 'spec.version' },
    namespace: namespace === undefined ? undefined : { text: namespace, place: 'metadata.namespace' },
    fields: [...fields, ...stateDefaults(DEFAULTS)],
    unmapped,
  };
}
