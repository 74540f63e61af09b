/** How istio-iptables of a release lays its rules; what is the same in all of them is not in here. */
export interface RedirectionDialect {
  /** Options of one letter that it knows. */
  readonly options: string;
  /** Where inbound traffic goes when all ports are captured, unless `-z` says otherwise; missing: where all goes. */
  readonly inboundPort?: number;
  /** Source address of connections that Envoy passes through to the application. */
  readonly passthrough?: string;
  /** Chain for calls of the pod to itself by its own address. */
  readonly toItself: 'ISTIO_REDIRECT' | 'ISTIO_IN_REDIRECT';
  /** IPv6 to the pod's own loopback stays possible where the rest of it is refused. */
  readonly allowsIPv6Loopback: boolean;
}
