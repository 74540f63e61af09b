import { as, IGNORED, unlessEmpty, type Convert } from './conversions.ts';
import { GATEWAYS } from '../gateways.ts';
import { rowOf } from '../minor.ts';
import { ownImage } from './images.ts';
import { keySince, options, since, type Option, type Row } from './option.ts';
import { gatewayWorkload } from './workloads.ts';

/** The switch for all of them. */
const allOff: Convert = (value, { version }) =>
  value === false
    ? as(Object.fromEntries(Object.keys(rowOf(GATEWAYS, version)).map((name) => [name, { enabled: false }])))
    : IGNORED;

const GATEWAY: readonly Row[] = [
  ['namespace', 'namespace'],
  ['type', 'type'],
  ['ports', 'ports'],
  ['meshExpansionPorts', 'meshExpansionPorts', since('1.1')],
  ['applicationPorts', 'applicationPorts', since('1.1')],
  ['labels', 'labels'],
  ['serviceAnnotations', 'serviceAnnotations'],
  ['loadBalancerIP', 'loadBalancerIP'],
  ['loadBalancerSourceRanges', 'loadBalancerSourceRanges', keySince('1.1')],
  ['externalIPs', 'externalIPs', keySince('1.1')],
  ['externalTrafficPolicy', 'externalTrafficPolicy', {}, unlessEmpty],
  ['secretVolumes', 'secretVolumes'],
  ['configVolumes', 'configVolumes'],
  ['additionalContainers', 'additionalContainers'],
  ['sds.enabled', 'sds.enabled', since('1.1')],
  ['sds.image', 'sds.image', since('1.1'), ownImage('nodeagent')],
  ['sds.resources', 'sds.resources', since('1.1')],
];

/** The values below `gateways`: any key there is the name of a gateway. */
export const GATEWAY_OPTIONS: readonly Option[] = [
  ...gatewayWorkload(),
  ...options(GATEWAY, 'gateways.*.', 'gateways.*.'),
  ...options([['gateways.enabled', 'gateways', {}, allOff]]),
];
