import { nothing, remedy, type Rule } from '../rules.ts';

const IMAGES = "images are Istio's own; set spec.images if you have others";

/** Programs of the mesh, whose images Maistra builds under names of its own. */
const BUILT = ['pilot', 'galley', 'mixer', 'security', 'sidecarInjectorWebhook', 'grafana', 'prometheus'];

/** Values of Maistra's charts that those of Istio do not have, or that mean something else there. */
export const ONLY_IN_MAISTRA: readonly Rule[] = [
  ...['global.hub', 'global.tag', 'global.proxy.image', 'global.proxy_init.image'].map((key): Rule => [
    key,
    remedy(IMAGES),
  ]),
  ...BUILT.map((name): Rule => [`${name}.image`, remedy(IMAGES)]),
  ['global.multitenant', remedy('the control plane looks at the whole cluster', false)],
  ['global.oauthproxy', remedy('add-ons have no OAuth proxy; protect their Ingress by yourself')],
  ['istio_cni.repair', nothing],
  ['gateways.istio-ingressgateway.ior_enabled', remedy('write the Routes of OpenShift by hand', false)],
  ['gateways.istio-ingressgateway.ior_image', nothing],
  [
    'tracing.jaeger.template',
    remedy('Jaeger is one pod; run a bigger one apart, and name it in spec.mesh.tracing', 'all-in-one'),
  ],
  ['tracing.jaeger.agentStrategy', remedy('Jaeger is one pod, with its agent in it')],
  ['tracing.jaeger.elasticsearch', remedy('run Jaeger with Elasticsearch apart, and name it in spec.mesh.tracing')],
];
