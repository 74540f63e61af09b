import type { ByMinor } from './minor.ts';

/** What differs between the proxies (pilot-agent and Envoy) of the release lines. */
export interface ProxyFacts {
  readonly image: string;
  /** Takes `--domain` always, or only where the domain of the cluster is not the usual one. */
  readonly namesDomain: 'always' | 'unusual';
  /** Expects pilot's identity in the domain of the cluster, not in the trust domain (pilot-agent's main.go). */
  readonly identityFollowsDomain: boolean;
  /** Arguments that the charts always give to the proxies of the control plane. */
  readonly controlPlaneArgs: readonly string[];
  /** Wants to be told by SDS_ENABLED whether certificates come from the node agent. */
  readonly reportsSds: boolean;
  /** The proxies of the control plane too have their certificates from the node agent, and not only gateways. */
  readonly controlPlaneSds: boolean;
  /** Lifetime in seconds of the projected token that the node agent checks; absent where it takes the default token. */
  readonly sdsTokenSeconds?: number;
  /** Shows Envoy's statistics to Prometheus on a port of its own. */
  readonly showsStatistics: boolean;
}

const V1_2: ProxyFacts = {
  image: 'proxyv2',
  namesDomain: 'always',
  identityFollowsDomain: false,
  controlPlaneArgs: [],
  reportsSds: false,
  controlPlaneSds: true,
  showsStatistics: true,
};

const sdsTokenSeconds = 43200;

/** The istio-proxy containers of charts/pilot, charts/mixer and charts/gateways of each line. */
export const PROXY: ByMinor<ProxyFacts> = {
  '1.0': {
    ...V1_2,
    namesDomain: 'unusual',
    identityFollowsDomain: true,
    controlPlaneSds: false,
    showsStatistics: false,
  },
  '1.0.3': { showsStatistics: true },
  '1.1': { ...V1_2, controlPlaneSds: false },
  '1.2': V1_2,
  '1.3': { ...V1_2, reportsSds: true, sdsTokenSeconds },
  '1.4': { ...V1_2, reportsSds: true, sdsTokenSeconds, controlPlaneArgs: ['--log_output_level=default:info'] },
};
