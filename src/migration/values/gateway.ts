import type { ResolvedGateway, ResolvedSpec } from '../../api/resolved.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { carried, leftOf, type Left, type Values } from './carry.ts';
import { GATEWAY_ROWS } from './gateway-rows.data.ts';

/** A gateway for the target. */
export interface TargetGateway {
  readonly name: string;
  /** Where the old one is; the new one has to be elsewhere. */
  readonly oldNamespace: string;
  /** Values of the chart gateway. */
  readonly values: Values;
}

type Said = NonNullable<MeshInstallSpec['gateways']>[number];
type Port = ResolvedGateway['ports'][number];

/** The port of the chart by which load balancers ask whether a proxy is ready. */
const STATUS_PORT = { name: 'status-port', port: 15021, targetPort: 15021, protocol: 'TCP' };

/** Ports of gateways of 1.0 to 1.4 behind which nothing is any more: control plane, DNS, add-ons, clusters by `.global`. */
const OLD_PORTS = new Set([
  853, 5353, 8060, 15004, 15005, 15007, 15010, 15011, 15020, 15029, 15030, 15031, 15032, 15443,
]);

/** Values of one gateway. @param said what was written of it, if anything */
export function targetGateway(gateway: ResolvedGateway, said: Said | undefined, spec: ResolvedSpec): TargetGateway {
  const { name, namespace, ports, replicas, autoscaling } = gateway;
  const isMany = autoscaling.enabled ? autoscaling.min > 1 : replicas > 1;
  const ownPorts = ports.filter(({ port }) => !OLD_PORTS.has(port)).map(portOf);
  const rows = carried(GATEWAY_ROWS, said ?? {}, gateway);
  const { images, defaults } = spec;
  return {
    name,
    oldNamespace: namespace || spec.namespace,
    values: {
      ...rows,
      service: { ...(rows['service'] as Values | undefined), ports: [STATUS_PORT, ...ownPorts] },
      ...(images.pullSecrets.length > 0 && {
        imagePullSecrets: images.pullSecrets.map((secret) => ({ name: secret })),
      }),
      ...(defaults.priorityClassName !== '' && { priorityClassName: defaults.priorityClassName }),
      ...(defaults.podDisruptionBudget.enabled && isMany && { podDisruptionBudget: { minAvailable: 1 } }),
    },
  };
}

/** Node ports are taken as long as the old Service has them. */
const portOf = ({ name, port, targetPort = port, protocol = 'TCP' }: Port): object => ({
  name,
  port,
  targetPort,
  protocol,
});

/** What was written of a gateway and does not go on by itself. */
export function leftOfGateway(said: Said): Left[] {
  const field = `spec.gateways[${said.name}]`;
  const old = (said.ports ?? []).filter(({ port }) => OLD_PORTS.has(port)).map(({ name }) => name);
  const fixed = (said.ports ?? []).filter(({ nodePort }) => nodePort !== undefined).map(({ name }) => name);
  const ports: readonly (readonly [names: readonly string[], why: string])[] = [
    [old, 'nothing answers behind them in the target; add to service.ports what you use yourself'],
    [fixed, 'node ports are taken while the old Service is there: set service.ports[].nodePort when it is gone'],
  ];
  return [
    ...leftOf(GATEWAY_ROWS, said, `${field}.`),
    ...ports.flatMap(([names, why]) =>
      names.length === 0 ? [] : [{ field: `${field}.ports`, why: `${names.join(', ')}: ${why}`, byHand: true }],
    ),
  ];
}
