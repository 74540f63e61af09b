import type { Rule } from '../rule.ts';
import { CONTROL_PLANE_RULES } from './control-plane.ts';
import { ENVOY_FILTER_RULES } from './envoy-filter.ts';
import { MIXER_RULES } from './mixer.ts';
import { SECURITY_RULES } from './security.ts';
import { SERVICE_RULES } from './services.ts';
import { SPELLING_RULES } from './spelling.ts';
import { TRAFFIC_RULES } from './traffic.ts';
import { WORKLOAD_RULES } from './workloads.ts';

export { kubernetesProblem } from './control-plane.ts';

/** Every rule, in the order of the report. */
export const RULES: readonly Rule[] = [
  ...SECURITY_RULES,
  ...MIXER_RULES,
  ...TRAFFIC_RULES,
  ...SPELLING_RULES,
  ...ENVOY_FILTER_RULES,
  ...SERVICE_RULES,
  ...WORKLOAD_RULES,
  ...CONTROL_PLANE_RULES,
];

/** Kinds of Istio's groups that the target reads as pilot did, for as long as no rule says otherwise. */
export const READ_AS_BEFORE: readonly string[] = [
  ...['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry', 'Sidecar', 'EnvoyFilter'],
  ...['WorkloadEntry', 'WorkloadGroup', 'ProxyConfig'],
]
  .map((kind) => `${kind}.networking.istio.io`)
  .concat(
    ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].map((kind) => `${kind}.security.istio.io`),
    ['Telemetry.telemetry.istio.io', 'WasmPlugin.extensions.istio.io', 'TrafficExtension.extensions.istio.io'],
  );
