import type { ResolvedGateway } from '../../api/resolved.ts';
import { amounts, unlessScaled } from './conversions.ts';
import { PROXY_RESOURCES } from './workload-rows.data.ts';
import type { Row } from './row.ts';

const RELEASE = 'name and namespace of the release of the chart';
const PORTS = 'ports of the chart';

/** Scaling as the chart has it. */
const USUAL = { enabled: true, minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 80 };

const scaling = (value: unknown): object => {
  const { enabled, min, max, cpuPercent } = value as ResolvedGateway['autoscaling'];
  return { enabled, minReplicas: min, maxReplicas: max, targetCPUUtilizationPercentage: cpuPercent };
};

const rollout = (value: unknown): object => ({ type: 'RollingUpdate', rollingUpdate: value });

type SecretVolumes = ResolvedGateway['secretVolumes'];

const volumes = (value: unknown): object[] =>
  (value as SecretVolumes).map(({ name, secretName }) => ({ name, secret: { secretName, optional: true } }));

const mounts = (value: unknown): object[] =>
  (value as SecretVolumes).map(({ name, mountPath }) => ({ name, mountPath, readOnly: true }));

/** One gateway (values of the chart gateway). */
export const GATEWAY_ROWS: readonly Row<ResolvedGateway>[] = [
  { from: 'name', to: 'name', unless: undefined },
  { from: 'enabled', within: 'gateways that are on, which alone have values' },
  { from: 'namespace', within: RELEASE },
  { from: 'replicas', to: 'replicaCount', unless: undefined, convert: unlessScaled },
  { from: 'autoscaling', to: 'autoscaling', unless: USUAL, convert: scaling },
  { from: 'resources', to: 'resources', unless: PROXY_RESOURCES, convert: amounts },
  { from: 'env', to: 'env' },
  { from: 'image', gone: 'names an image of the old release' },
  { from: 'nodeSelector', to: 'nodeSelector', unless: {} },
  { from: 'tolerations', to: 'tolerations', unless: [] },
  { from: 'affinity', to: 'affinity', unless: {} },
  { from: 'podAnnotations', to: 'podAnnotations', unless: {} },
  { from: 'rollout', to: 'strategy', convert: rollout },
  { from: 'type', to: 'service.type', unless: 'LoadBalancer' },
  { from: 'ports', within: PORTS },
  { from: 'meshExpansionPorts', todo: 'machines reach istiod by an east-west gateway today' },
  { from: 'applicationPorts', gone: 'proxies of the target are ready when they have their configuration' },
  { from: 'labels', to: 'labels', unless: {} },
  { from: 'serviceAnnotations', to: 'service.annotations', unless: {} },
  {
    from: 'loadBalancerIP',
    todo: 'the old Service holds the address: set service.loadBalancerIP when that has given it up',
  },
  { from: 'loadBalancerSourceRanges', to: 'service.loadBalancerSourceRanges', unless: [] },
  {
    from: 'externalIPs',
    todo: 'the old Service holds the addresses: set service.externalIPs when that has given them up',
  },
  { from: 'externalTrafficPolicy', to: 'service.externalTrafficPolicy', unless: 'Cluster' },
  { from: 'ipFamilyPolicy', to: 'service.ipFamilyPolicy' },
  { from: 'ipFamilies', to: 'service.ipFamilies' },
  { from: 'secretVolumes', to: 'volumes', unless: [], convert: volumes },
  { from: 'secretVolumes', to: 'volumeMounts', unless: [], convert: mounts },
  { from: 'configVolumes', todo: 'add them to volumes, and to volumeMounts where the proxy reads them' },
  {
    from: 'additionalContainers',
    todo: 'newer charts have additionalContainers: look whether that of your release does',
  },
  { from: 'sds', gone: 'gateways of the target read the Secret of credentialName in their own namespace' },
];
