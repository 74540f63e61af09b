import type { ByMinor } from './minor.ts';

/** What differs between the DNS servers for multi-cluster names of the release lines. */
export interface CorednsFacts {
  readonly image: string;
  readonly pluginImage: string;
  /** How the Corefile hands a zone to a gRPC server, and the rest to the servers of the node. */
  readonly forwarding: readonly string[];
}

const V1_1: CorednsFacts = {
  image: 'coredns/coredns:1.1.2',
  pluginImage: 'istio/coredns-plugin:0.2-istio-1.1',
  forwarding: ['proxy global 127.0.0.1:8053 {', '  protocol grpc insecure', '}', 'proxy . /etc/resolv.conf'],
};

/** CoreDNS lost the plugin `proxy` with 1.5 (coredns.io, release notes of 1.5.0). */
const V1_4: CorednsFacts = {
  ...V1_1,
  image: 'coredns/coredns:1.6.2',
  forwarding: ['grpc global 127.0.0.1:8053', 'forward . /etc/resolv.conf {', '  except global', '}'],
};

/** charts/istiocoredns of each line; 1.0 has none. */
export const COREDNS: ByMinor<CorednsFacts | null> = {
  '1.0': null,
  '1.1': V1_1,
  '1.2': V1_1,
  '1.3': V1_1,
  '1.4': V1_4,
};
