import { at, listOf, textOf } from './untrusted.ts';

/** Sections of a bootstrap, in the order in which they are shown. */
export const SECTIONS = [
  'node',
  'stats_config',
  'stats_sinks',
  'admin',
  'dynamic_resources',
  'static_resources',
  'tracing',
] as const;

/** Keys at the top of what `istioctl proxy-config bootstrap` and `secret` print. */
const OF_ISTIOCTL = ['bootstrap', 'dynamicActiveSecrets', 'dynamicWarmingSecrets'];

/** What people take for a configuration dump, how it is told, and where it belongs; the first that fits. */
const KINDS: readonly { readonly fits: (document: unknown) => boolean; readonly says: string }[] = [
  {
    fits: (document) => at(document, 'kind') === 'Pod',
    says: 'it is a Pod; `meshwright proxy ports` and `meshwright proxy iptables` read it',
  },
  {
    fits: (document) => listOf(document).length > 0 || OF_ISTIOCTL.some((key) => at(document, key) !== undefined),
    says: 'it is what `istioctl proxy-config -o json` prints; give what the proxy answers to /config_dump',
  },
  {
    fits: isBootstrap,
    says: 'it is a bootstrap; `meshwright proxy bootstrap` reads it',
  },
];

/** Whether a document is what Envoy was started with, as the agent writes it (envoy-rev0.json). */
export function isBootstrap(document: unknown): boolean {
  return at(document, 'configs') === undefined && SECTIONS.some((name) => at(document, name) !== undefined);
}

/** What a document is that is no configuration dump, and what to do with it. */
export const recognised = (document: unknown): string =>
  KINDS.find(({ fits }) => fits(document))?.says ?? 'it has no "configs"';

/** Whether a part of a dump is in the words of Envoy's v3 API, which no proxy of Istio 1.0 to 1.4 speaks. */
export const isThirdAPI = (part: unknown): boolean => /\.v3(alpha)?\./.test(textOf(at(part, '@type')));
