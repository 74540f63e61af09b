import { EXPANSION, type ExpansionFacts, type ExpansionRoute } from '../catalog/expansion.ts';
import { rowOf } from '../catalog/minor.ts';
import type { Labels, Manifest } from '../kit/types.ts';
import type { Mesh } from '../mesh.ts';
import { ingressLabels, networking } from './multicluster.ts';

const PILOT = { name: 'pilot', tls: 15011, labels: { app: 'pilot' } };
const CITADEL = { name: 'citadel', tls: 8060, labels: { app: 'security', istio: 'citadel' } };

/** A port of the gateway, and the Service and port that its connections go to. */
interface Route {
  readonly port: number;
  readonly host: string;
  readonly to: number;
}

/**
 * The way for machines outside of the cluster to pilot, citadel and mixer, through the ingress gateway or through the
 * gateway of the internal load balancer.
 */
export function expansion(mesh: Mesh): Manifest[] {
  const { enabled, useILB } = mesh.spec.mesh.expansion;
  if (!enabled) return [];
  const gateway = useILB ? 'meshexpansion-ilb-gateway' : 'meshexpansion-gateway';
  return [
    networking(mesh, 'Gateway', gateway, {
      selector: useILB ? { istio: 'ilbgateway' } : ingressLabels(mesh),
      servers: [
        tcp(PILOT.tls, 'tcp-pilot'),
        tcp(CITADEL.tls, 'tcp-citadel'),
        ...(factsOf(mesh).servesMixer ? [MIXER] : []),
      ],
    }),
    ...toPilot(mesh, gateway),
    ...toCitadel(mesh, gateway),
  ];
}

const factsOf = ({ spec }: Mesh): ExpansionFacts => rowOf(EXPANSION, spec.version);

const tcp = (number: number, name: string): object => ({ port: { number, protocol: 'TCP', name }, hosts: ['*'] });

const MIXER = {
  port: { number: 15004, name: 'tls-mixer', protocol: 'TLS' },
  tls: { mode: 'AUTO_PASSTHROUGH' },
  hosts: ['*'],
};

const hostOf = ({ spec }: Mesh, service: string, namespace = spec.namespace): string =>
  `${service}.${namespace}.svc.${spec.mesh.clusterDomain}`;

/** Over the internal load balancer also in plain text, and DNS: that network is trusted. */
function toPilot(mesh: Mesh, gateway: string): Manifest[] {
  if (!mesh.spec.components.pilot.enabled) return [];
  const { useILB } = mesh.spec.mesh.expansion;
  const host = hostOf(mesh, 'istio-pilot');
  const inside = [
    { port: 15010, host, to: 15010 },
    { port: 5353, host: hostOf(mesh, 'kube-dns', 'kube-system'), to: 53 },
  ];
  const routes = [{ port: PILOT.tls, host, to: PILOT.tls }, ...(useILB ? inside : [])];
  const { pilot, knowsOwnTls } = factsOf(mesh);
  return [
    virtualService(mesh, { ...calledBy(mesh, pilot, host), gateway, labels: PILOT.labels }, routes),
    ...(knowsOwnTls && mesh.spec.mesh.controlPlaneSecurity ? [ownTls(mesh, host)] : []),
  ];
}

/** The machine itself speaks TLS to pilot; the gateway must not wrap it once more. */
function ownTls(mesh: Mesh, host: string): Manifest {
  const trafficPolicy = { portLevelSettings: [{ port: { number: PILOT.tls }, tls: { mode: 'DISABLE' } }] };
  return networking(mesh, 'DestinationRule', 'meshexpansion-dr-pilot', { host, trafficPolicy }, PILOT.labels);
}

function toCitadel(mesh: Mesh, gateway: string): Manifest[] {
  if (!mesh.spec.components.citadel.enabled) return [];
  const host = hostOf(mesh, 'istio-citadel');
  const routes = [{ port: CITADEL.tls, host, to: CITADEL.tls }];
  const { citadel } = factsOf(mesh);
  return [virtualService(mesh, { ...calledBy(mesh, citadel, host), gateway, labels: CITADEL.labels }, routes)];
}

/** The name of a VirtualService, and the host for which machines ask. */
function calledBy({ spec }: Mesh, route: ExpansionRoute, service: string): { name: string; host: string } {
  const { useILB } = spec.mesh.expansion;
  const host = useILB ? route.ilbHost : route.host;
  return { name: useILB ? route.ilbName : route.name, host: host === null ? service : `${host}.${spec.namespace}` };
}

function virtualService(
  mesh: Mesh,
  { name, host, gateway, labels }: { name: string; host: string; gateway: string; labels: Labels },
  routes: readonly Route[],
): Manifest {
  const tcpRoutes = routes.map((route) => ({
    match: [{ port: route.port }],
    route: [{ destination: { host: route.host, port: { number: route.to } } }],
  }));
  const its = factsOf(mesh).labelled ? labels : {};
  return networking(mesh, 'VirtualService', name, { hosts: [host], gateways: [gateway], tcp: tcpRoutes }, its);
}
