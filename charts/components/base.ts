import { clusterScoped } from '../kit/objects.ts';
import type { Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';
import { bridgeConfig } from './bridge.ts';
import { istioCrds } from './crds.ts';
import { expansion } from './expansion.ts';
import { injectionConfigMap } from './injection/config.ts';
import { kubernetesIngress } from './kubernetes-ingress.ts';
import { meshConfigMap } from './mesh-config.ts';
import { meshPolicy } from './mesh-policy.ts';
import { mixerRules } from './mixer-rules.ts';
import { multiCluster } from './multicluster.ts';
import { remote } from './remote.ts';

/**
 * What belongs to no single component: the namespace, the kinds of Istio configuration, the configuration of the mesh,
 * and the Istio objects that apply to all of it.
 */
export function base(mesh: Mesh): Manifest[] {
  return [
    namespace(mesh),
    ...istioCrds(mesh),
    meshConfigMap(mesh),
    injectionConfigMap(mesh),
    ...bridgeConfig(mesh),
    ...meshPolicy(mesh),
    ...kubernetesIngress(mesh),
    ...multiCluster(mesh),
    ...expansion(mesh),
    ...mixerRules(mesh),
    ...remote(mesh),
  ];
}

/** The control plane never gets sidecars: they would wait for the pilot that they belong to. */
const namespace = ({ spec }: Mesh): Manifest =>
  clusterScoped('v1', 'Namespace', spec.namespace, { ...spec.namespaceLabels, 'istio-injection': 'disabled' });
