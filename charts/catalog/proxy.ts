import type { ByMinor } from './minor.ts';

/** What differs between the proxies (pilot-agent and Envoy) of the release lines. */
export interface ProxyFacts {
  readonly image: string;
  /** Takes `--domain`; before that it assumed cluster.local. */
  readonly takesDomain: boolean;
  /** Arguments that the charts always give to the proxies of the control plane. */
  readonly controlPlaneArgs: readonly string[];
  /** Wants to be told by SDS_ENABLED whether certificates come from the node agent. */
  readonly reportsSds: boolean;
  /** Lifetime in seconds of the projected token that the node agent checks; absent where it takes the default token. */
  readonly sdsTokenSeconds?: number;
}

/** The istio-proxy containers of charts/pilot, charts/mixer and charts/gateways of each line. */
export const PROXY: ByMinor<ProxyFacts> = {
  '1.4': {
    image: 'proxyv2',
    takesDomain: true,
    controlPlaneArgs: ['--log_output_level=default:info'],
    reportsSds: true,
    sdsTokenSeconds: 43200,
  },
};
