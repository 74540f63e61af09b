/** What goes along a line of the picture: what proxies are told, or traffic and what is said of it. */
export type Flow = 'control' | 'data';

/** What a component does, and so where it stands. */
export interface Role {
  /** In the row below the proxies are those that have to do with them. */
  readonly row: 'control' | 'support';
  readonly says: string;
  /** Between it and the proxies; towards them, or from them. */
  readonly proxies?: { readonly flow: Flow; readonly direction: 'to' | 'from' };
  /** Components of the row above that it serves, or that serve it. */
  readonly others?: {
    readonly names: readonly string[];
    readonly flow: Flow;
    readonly direction: 'to' | 'from';
  };
}

const CONTROL_TO = { flow: 'control', direction: 'to' } as const;
const DATA_FROM = { flow: 'data', direction: 'from' } as const;

/** Components in the order in which the picture has them; what is missing here is a gateway. */
export const ROLES: Readonly<Record<string, Role>> = {
  injector: { row: 'control', says: 'adds a proxy to new pods', proxies: CONTROL_TO },
  pilot: { row: 'control', says: 'tells proxies what to do', proxies: CONTROL_TO },
  citadel: { row: 'control', says: 'issues their certificates', proxies: CONTROL_TO },
  nodeagent: { row: 'control', says: 'hands certificates out, per node', proxies: CONTROL_TO },
  policy: { row: 'control', says: 'decides about requests', proxies: DATA_FROM },
  telemetry: { row: 'control', says: 'takes their reports', proxies: DATA_FROM },
  galley: {
    row: 'support',
    says: 'checks configuration, and hands it on',
    others: { names: ['pilot', 'policy', 'telemetry'], ...CONTROL_TO },
  },
  prometheus: { row: 'support', says: 'collects metrics', others: { names: ['telemetry'], ...DATA_FROM } },
  grafana: { row: 'support', says: 'draws them' },
  tracing: { row: 'support', says: 'follows requests' },
  kiali: { row: 'support', says: 'shows the services' },
  servicegraph: { row: 'support', says: 'draws the services' },
  coredns: { row: 'support', says: 'answers for other clusters' },
  base: { row: 'support', says: 'namespace, kinds, accounts' },
};
