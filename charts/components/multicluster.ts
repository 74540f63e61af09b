import type { ResolvedGateway } from '../../src/api/resolved.ts';
import { rowOf } from '../catalog/minor.ts';
import { EGRESS_PASSAGE } from '../catalog/multicluster.ts';
import { namespaced } from '../kit/objects.ts';
import type { Labels, Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';

const INGRESS = 'istio-ingressgateway';
const EGRESS = 'istio-egressgateway';
const LABELS = { app: 'gateways' };

/**
 * The way into other clusters and out of this one for hosts `*.global`: gateways pass TLS on unopened, by its SNI
 * (charts/gateways/templates/preconfigured.yaml).
 */
export function multiCluster(mesh: Mesh): Manifest[] {
  if (!mesh.spec.mesh.multiCluster.enabled) return [];
  return [
    ...egress(mesh),
    passage(mesh, 'istio-multicluster-ingressgateway', ingressLabels(mesh)),
    hostRewrite(mesh),
    networking(mesh, 'DestinationRule', 'istio-multicluster-destinationrule', {
      host: '*.global',
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    }),
  ];
}

/** Until 1.3 it is there even where the gateway is not, for one that is installed apart. */
function egress(mesh: Mesh): Manifest[] {
  const { always } = rowOf(EGRESS_PASSAGE, mesh.spec.version);
  const labels = gatewayNamed(mesh, EGRESS)?.labels ?? (always ? { istio: 'egressgateway' } : undefined);
  return labels === undefined ? [] : [passage(mesh, 'istio-multicluster-egressgateway', labels)];
}

const gatewayNamed = ({ spec }: Mesh, wanted: string): ResolvedGateway | undefined =>
  spec.gateways.find(({ name, enabled }) => enabled && name === wanted);

/** The labels by which configuration finds the gateway that traffic comes in by. */
export const ingressLabels = (mesh: Mesh): Labels => gatewayNamed(mesh, INGRESS)?.labels ?? {};

/** An Istio object of the mesh's namespace. */
export function networking(mesh: Mesh, kind: string, name: string, spec: object, labels: Labels = LABELS): Manifest {
  return { ...namespaced(mesh, 'networking.istio.io/v1alpha3', kind, name, labels), spec };
}

function passage(mesh: Mesh, name: string, selector: Labels): Manifest {
  const server = {
    hosts: ['*.global'],
    port: { name: 'tls', number: 15443, protocol: 'TLS' },
    tls: { mode: 'AUTO_PASSTHROUGH' },
  };
  return networking(mesh, 'Gateway', name, { selector, servers: [server] });
}

/** What other clusters call `name.namespace.global` is `name.namespace.svc.<domain>` here. */
function hostRewrite(mesh: Mesh): Manifest {
  const filter = {
    listenerMatch: { portNumber: 15443, listenerType: 'GATEWAY' },
    insertPosition: { index: 'AFTER', relativeTo: 'envoy.filters.network.sni_cluster' },
    filterName: 'envoy.filters.network.tcp_cluster_rewrite',
    filterType: 'NETWORK',
    filterConfig: {
      cluster_pattern: '\\.global$',
      cluster_replacement: `.svc.${mesh.spec.mesh.clusterDomain}`,
    },
  };
  return networking(mesh, 'EnvoyFilter', 'istio-multicluster-ingressgateway', {
    workloadLabels: ingressLabels(mesh),
    filters: [filter],
  });
}
