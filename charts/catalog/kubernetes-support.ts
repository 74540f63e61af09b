import { rowOf, type ByMinor } from './minor.ts';

/** The Kubernetes that a release runs on; minors of Kubernetes 1. */
export interface KubernetesSupport {
  /** The oldest that we support it on. */
  readonly oldest: number;
  /** The newest that we have tried. */
  readonly newestTested: number;
  /** Its programs read the token of their account once, when they start (client-go 7 and 8). */
  readonly readsTokenOnce: boolean;
}

const rereads = { oldest: 21, newestTested: 36, readsTokenOnce: false };
const readsOnce = { ...rereads, readsTokenOnce: true };

const KUBERNETES_SUPPORT: ByMinor<KubernetesSupport> = {
  '1.0': readsOnce,
  '1.1': readsOnce,
  '1.2': rereads,
  '1.3': rereads,
  '1.4': rereads,
};

/** Where a release runs. @throws InvalidSpecError when the release is not known */
export const kubernetesSupport = (version: string): KubernetesSupport => rowOf(KUBERNETES_SUPPORT, version);
