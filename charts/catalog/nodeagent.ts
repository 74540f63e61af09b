import type { ByMinor } from './minor.ts';

/** What differs between the node agents of the release lines. */
export interface NodeAgentFacts {
  readonly image: string;
  /** Names of the variables that say which plugins to load and which trust domain identities have. */
  readonly variables: { readonly plugins: string; readonly trustDomain: string };
  /** Environment from the pod's own fields. */
  readonly fields: Readonly<Record<string, string>>;
}

const image = 'node-agent-k8s';
const OLD_NAMES = { plugins: 'Plugins', trustDomain: 'Trust_Domain' };
const NAMESPACE = { NAMESPACE: 'metadata.namespace' };

const since13: NodeAgentFacts = {
  image,
  variables: { plugins: 'PLUGINS', trustDomain: 'TRUST_DOMAIN' },
  fields: NAMESPACE,
};

/** charts/nodeagent of each line; 1.0 has none. */
export const NODE_AGENT: ByMinor<NodeAgentFacts | null> = {
  '1.0': null,
  '1.1': { image, variables: OLD_NAMES, fields: {} },
  '1.2': { image, variables: OLD_NAMES, fields: NAMESPACE },
  '1.3': since13,
  '1.4': since13,
};
