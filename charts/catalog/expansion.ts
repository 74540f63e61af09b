import type { ByMinor } from './minor.ts';

/** The VirtualServices by which machines outside of the cluster get to one part of the control plane. */
export interface ExpansionRoute {
  /** Its name, and its name on the way over the internal load balancer. */
  readonly name: string;
  readonly ilbName: string;
  /** What machines call the part, before the namespace; null is the full name of its Service. */
  readonly host: string | null;
  readonly ilbHost: string | null;
}

/** What differs between the ways that the release lines open for machines outside of the cluster. */
export interface ExpansionFacts {
  readonly pilot: ExpansionRoute;
  readonly citadel: ExpansionRoute;
  /** The gateway passes connections to mixer on, by their SNI. */
  readonly servesMixer: boolean;
  /** Has a rule that keeps the gateway from wrapping the TLS of a machine once more. */
  readonly knowsOwnTls: boolean;
  /** Its VirtualServices carry the labels of what they lead to. */
  readonly labelled: boolean;
}

const since11: ExpansionFacts = {
  pilot: { name: 'meshexpansion-vs-pilot', ilbName: 'meshexpansion-ilb-vs-pilot', host: null, ilbHost: null },
  citadel: { name: 'meshexpansion-vs-citadel', ilbName: 'meshexpansion-vs-citadel-ilb', host: null, ilbHost: null },
  servesMixer: true,
  knowsOwnTls: true,
  labelled: true,
};

/** templates/meshexpansion.yaml of charts/pilot and charts/security of each line, and charts/pilot/templates/gateway.yaml of 1.0. */
export const EXPANSION: ByMinor<ExpansionFacts> = {
  '1.0': {
    pilot: {
      name: 'meshexpansion-pilot',
      ilbName: 'ilb-meshexpansion-pilot',
      host: 'pilot',
      ilbHost: 'meshexpansionilb',
    },
    citadel: {
      name: 'meshexpansion-citadel',
      ilbName: 'meshexpansion-ilb-citadel',
      host: 'istio-citadel',
      ilbHost: 'istio-citadel',
    },
    servesMixer: false,
    knowsOwnTls: false,
    labelled: false,
  },
  '1.1': since11,
  '1.2': since11,
  '1.3': since11,
  '1.4': since11,
};
