import type { Labels, ServicePort } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

/** What differs between the sidecar injectors of the release lines. */
export interface InjectorFacts {
  readonly image: string;
  readonly ports: readonly ServicePort[];
  /** Labels of the objects; the pods need the label istio. */
  readonly labels: {
    readonly access: Labels;
    readonly service: Labels;
    readonly pods: Labels;
    readonly webhook: Labels;
  };
  /** API groups in which it may read ConfigMaps. */
  readonly configMapGroups: readonly string[];
  /** Keys of the ConfigMap istio-sidecar-injector that the injector reads. */
  readonly configKeys: readonly string[];
  /** Settings that it reads in the key `config`, beside policy and template. */
  readonly settings: readonly ('alwaysInjectSelector' | 'injectedAnnotations' | 'neverInjectSelector')[];
  /** Takes --reconcileWebhookConfig; older injectors always keep the caBundle of their webhook themselves. */
  readonly canLeaveWebhookAlone: boolean;
}

const app = { app: 'sidecarInjectorWebhook' };
const istio = { istio: 'sidecar-injector' };
const both = { ...app, ...istio };
const oldest = { app: 'istio-sidecar-injector' };

const since11 = {
  image: 'sidecar_injector',
  ports: [{ port: 443 }],
  labels: { access: both, service: both, pods: both, webhook: app },
  configMapGroups: [''],
  configKeys: ['config'],
  settings: ['alwaysInjectSelector', 'neverInjectSelector'],
  canLeaveWebhookAlone: false,
} as const;

const PORTS_1_3 = [
  { name: 'https-inject', port: 443 },
  { name: 'http-monitoring', port: 15014 },
];
const CONFIG_KEYS_1_2 = ['config', 'values'];

/** charts/sidecarInjectorWebhook of each line. */
export const INJECTOR: ByMinor<InjectorFacts> = {
  '1.0': {
    ...since11,
    labels: { access: oldest, service: istio, pods: istio, webhook: oldest },
    configMapGroups: ['*'],
    settings: [],
  },
  '1.1': since11,
  '1.2': { ...since11, configKeys: CONFIG_KEYS_1_2 },
  '1.3': { ...since11, configKeys: CONFIG_KEYS_1_2, ports: PORTS_1_3 },
  '1.4': {
    ...since11,
    configKeys: CONFIG_KEYS_1_2,
    ports: PORTS_1_3,
    settings: ['alwaysInjectSelector', 'neverInjectSelector', 'injectedAnnotations'],
    canLeaveWebhookAlone: true,
  },
};
