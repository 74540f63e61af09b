import { ADDONS } from './published-addons.data.ts';
import { CONTROL_PLANE } from './published-control-plane.data.ts';
import { GLOBAL } from './published-global.data.ts';
import {
  INGRESS,
  SERVICE,
  fixed,
  from,
  placement,
  rollout,
  scaling,
  type PublishedKey,
  type Row,
} from './published-rows.ts';

const GATEWAYS: readonly Row[] = [
  ['type', 'NodePort', SERVICE, '"type":"NodePort"'],
  ['ports', [{ port: 7777, name: 'http-special' }], SERVICE, '7777'],
  ['labels', { special: 'a' }, SERVICE, '"special":"a"'],
  ['serviceAnnotations', { special: 'a' }, SERVICE, '"special":"a"'],
  ['loadBalancerIP', '10.7.7.7', SERVICE, '10.7.7.7'],
  ['externalTrafficPolicy', 'Local', SERVICE, '"Local"'],
  ['resources', { requests: { cpu: '77m' } }, INGRESS, '77m'],
  ['secretVolumes', [{ name: 'special', secretName: 's', mountPath: '/s' }], INGRESS, '"special"'],
  ['sds.enabled', true, INGRESS, 'ingress-sds', from('1.1')],
  [
    'sds.image',
    'special',
    INGRESS,
    '/special:',
    from('1.1', { beside: { [`gateways.istio-ingressgateway.sds.enabled`]: true } }),
  ],
  ['loadBalancerSourceRanges', ['10.7.0.0/16'], SERVICE, '10.7.0.0/16', from('1.1')],
  ['externalIPs', ['10.7.7.7'], SERVICE, '10.7.7.7', from('1.1')],
  ['podAnnotations', { special: 'a' }, INGRESS, '"special":"a"', from('1.1')],
  ['env', { SPECIAL: 'a' }, INGRESS, '"SPECIAL"', from('1.1')],
  ['applicationPorts', '7777', INGRESS, '"7777"', from('1.1')],
  [
    'meshExpansionPorts',
    [{ port: 7777, name: 'tcp-special' }],
    SERVICE,
    '7777',
    from('1.1', { beside: { 'global.meshExpansion.enabled': true } }),
  ],
  ['configVolumes', [{ name: 'special', configMapName: 'c' }], INGRESS, '"special"'],
  ['additionalContainers', [{ name: 'special', image: 'i' }], INGRESS, '"special"'],
  ['namespace', 'special', INGRESS, '"namespace":"special"'],
];

const gateway = 'gateways.istio-ingressgateway';

/** All of them. */
export const PUBLISHED: readonly PublishedKey[] = [
  ...GLOBAL,
  ...CONTROL_PLANE,
  ...GATEWAYS.map(([key, ...rest]): Row => [`${gateway}.${key}`, ...rest]),
  ...scaling(gateway, 'istio-ingressgateway'),
  [`${gateway}.replicaCount`, 7, INGRESS, '"replicas":7', fixed(gateway)] satisfies Row,
  ...placement(gateway, INGRESS),
  ...rollout(gateway, INGRESS),
  ...ADDONS,
].map(([key, value, object, text, rest]) => ({ key, value, object, text, ...rest }));

/** Keys whose value takes something away, or that only others make visible: there has to be a field, at least. */
export const FIELD_ONLY: readonly string[] = [
  'pilot.enabled',
  'galley.enabled',
  'security.enabled',
  'security.createMeshPolicy',
  'sidecarInjectorWebhook.enabled',
  'mixer.policy.enabled',
  'mixer.telemetry.enabled',
  'mixer.policy.autoscaleEnabled',
  'mixer.telemetry.autoscaleEnabled',
  'mixer.adapters.prometheus.enabled',
  'mixer.adapters.kubernetesenv.enabled',
  'mixer.adapters.useAdapterCRDs',
  'mixer.enabled',
  'pilot.autoscaleEnabled',
  'prometheus.enabled',
  'gateways.enabled',
  'gateways.istio-ingressgateway.enabled',
  'gateways.istio-ingressgateway.autoscaleEnabled',
  'gateways.istio-ingressgateway.sds.resources',
  'global.disablePolicyChecks',
  'global.defaultPodDisruptionBudget.enabled',
  'global.k8sIngress.enabled',
  'global.k8sIngress.gatewayName',
  'global.k8sIngress.enableHttps',
  'global.k8sIngressSelector',
  'global.k8sIngressHttps',
  'global.meshExpansion.enabled',
  'tracing.jaeger.storageClassName',
  'tracing.jaeger.accessMode',
  'kiali.image',
];
