import type { ServicePort } from '../kit/types.ts';
import type { ByMinor } from './minor.ts';

/** What differs between the sidecar injectors of the release lines. */
export interface InjectorFacts {
  readonly image: string;
  readonly ports: readonly ServicePort[];
  /** Keys of the ConfigMap istio-sidecar-injector that the injector reads. */
  readonly configKeys: readonly string[];
  /** Takes --reconcileWebhookConfig; older injectors always keep the caBundle of their webhook themselves. */
  readonly canLeaveWebhookAlone: boolean;
  /** Reads injectedAnnotations. */
  readonly addsAnnotations: boolean;
}

/** charts/sidecarInjectorWebhook of each line. */
export const INJECTOR: ByMinor<InjectorFacts> = {
  '1.4': {
    image: 'sidecar_injector',
    ports: [
      { name: 'https-inject', port: 443 },
      { name: 'http-monitoring', port: 15014 },
    ],
    configKeys: ['config', 'values'],
    canLeaveWebhookAlone: true,
    addsAnnotations: true,
  },
};
