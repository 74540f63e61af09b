import type { ResolvedGateway } from '../../src/api/resolved.ts';
import { ipFamiliesOf } from './ip-families.ts';
import type { Labels, ServicePort, ServiceSpec } from './types.ts';

/** Settings of a Service that traffic from outside of the cluster comes in by. */
export interface ExposedService extends Pick<
  ResolvedGateway,
  'type' | 'ports' | 'loadBalancerIP' | 'externalTrafficPolicy' | 'ipFamilyPolicy' | 'ipFamilies'
> {
  readonly selector: Labels;
  readonly externalIPs?: string[];
  readonly loadBalancerSourceRanges?: string[];
}

/** The Service of such settings. Fields that the apiserver refuses for other types of Service are left out there. */
export function exposedService(settings: ExposedService): ServiceSpec {
  const { type, selector, ports, externalIPs = [], loadBalancerSourceRanges = [] } = settings;
  const { externalTrafficPolicy, loadBalancerIP } = settings;
  const balanced = type === 'LoadBalancer';
  const hasNodePorts = type !== 'ClusterIP';
  return {
    type,
    selector,
    ports: ports.map((port) => servicePort(port, hasNodePorts)),
    ...ipFamiliesOf(settings),
    ...(externalIPs.length > 0 && { externalIPs }),
    ...(hasNodePorts && externalTrafficPolicy === 'Local' && { externalTrafficPolicy }),
    ...(balanced && loadBalancerIP !== '' && { loadBalancerIP }),
    ...(balanced && loadBalancerSourceRanges.length > 0 && { loadBalancerSourceRanges }),
  };
}

function servicePort(settings: ResolvedGateway['ports'][number], hasNodePorts: boolean): ServicePort {
  const { name, port, targetPort, nodePort, protocol } = settings;
  return {
    name,
    port,
    ...(targetPort !== undefined && { targetPort }),
    ...(hasNodePorts && nodePort !== undefined && { nodePort }),
    ...(protocol !== undefined && { protocol }),
  };
}
