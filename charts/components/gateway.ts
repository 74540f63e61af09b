import type { ResolvedGateway } from '../../src/api/resolved.ts';
import { GATEWAY_FACTS, type GatewayFacts } from '../catalog/gateway-pod.ts';
import { rowOf } from '../catalog/minor.ts';
import { exposedService } from '../kit/exposed-service.ts';
import { trafficPorts } from '../kit/gateway-ports.ts';
import { clusterAccess, namespaced, rule, service, serviceAccount } from '../kit/objects.ts';
import type { Labels, Manifest } from '../kit/types.ts';
import { deployment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { gatewayPod } from './gateway-pod.ts';

/** One gateway: proxies at the edge of the mesh, and the Service that traffic reaches them by. */
export function gateway(mesh: Mesh, settings: ResolvedGateway): Manifest[] {
  const { name, labels } = settings;
  const facts = rowOf(GATEWAY_FACTS, mesh.spec.version);
  const account = `${name}-service-account`;
  const selector = selectorOf(labels);
  const workload = { name, labels, selector, settings };
  const local = inNamespaceOf(mesh, settings);
  return [
    serviceAccount(local, account, labelsOf(settings, facts, 'account')),
    ...clusterAccessOf(mesh, settings, facts, account),
    ...(readsSecrets(settings, facts) ? secretAccess(local, name, account, labels) : []),
    service(
      local,
      name,
      labels,
      exposedService({ ...settings, selector: labels, ports: trafficPorts(mesh.spec, settings) }),
      settings.serviceAnnotations,
    ),
    deployment(local, { ...workload, podLabels: labels, pod: gatewayPod(mesh, settings, account) }),
    ...scaling(local, { ...workload, labels: labelsOf(settings, facts, 'scaling') }),
  ];
}

/** The mesh as seen from the gateway's own namespace: for objects, not for addresses of the control plane. */
function inNamespaceOf(mesh: Mesh, { namespace }: ResolvedGateway): Mesh {
  return namespace === '' ? mesh : { ...mesh, spec: { ...mesh.spec, namespace } };
}

function labelsOf({ labels }: ResolvedGateway, facts: GatewayFacts, what: GatewayFacts['shortApp'][number]): Labels {
  const { istio } = labels;
  return istio !== undefined && facts.shortApp.includes(what) ? { ...labels, app: istio } : labels;
}

function clusterAccessOf(mesh: Mesh, settings: ResolvedGateway, facts: GatewayFacts, account: string): Manifest[] {
  if (facts.rules === undefined) return [];
  const role = `${settings.name}-${mesh.spec.namespace}`;
  return clusterAccess(
    inNamespaceOf(mesh, settings),
    { role, binding: role, account },
    labelsOf(settings, facts, 'access'),
    [...facts.rules],
  );
}

function readsSecrets({ name, sds }: ResolvedGateway, facts: GatewayFacts): boolean {
  return (facts.sds !== undefined && sds.enabled) || facts.alwaysReadsSecrets === name;
}

/** A selector is immutable: labels that a user adds later must not change it. */
function selectorOf(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key === 'app' || key === 'istio'));
}

/** Certificates of hosts are read from Secrets of the gateway's own namespace. */
function secretAccess(mesh: Mesh, gatewayName: string, account: string, labels: Labels): Manifest[] {
  const group = 'rbac.authorization.k8s.io';
  const name = `${gatewayName}-sds`;
  return [
    {
      ...namespaced(mesh, `${group}/v1`, 'Role', name, labels),
      rules: [rule([''], ['secrets'], ['get', 'watch', 'list'])],
    },
    {
      ...namespaced(mesh, `${group}/v1`, 'RoleBinding', name, labels),
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: mesh.spec.namespace }],
    },
  ];
}
