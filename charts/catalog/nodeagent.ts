import { like, type ByMinor } from './minor.ts';

/** What differs between the node agents of the release lines. */
export interface NodeAgentFacts {
  readonly image: string;
  /** Names of the variables that say which plugins to load and which trust domain identities have. */
  readonly variables: { readonly plugins: string; readonly trustDomain: string };
  /** Environment from the pod's own fields. */
  readonly fields: Readonly<Record<string, string>>;
}

const V1_3: NodeAgentFacts = {
  image: 'node-agent-k8s',
  variables: { plugins: 'PLUGINS', trustDomain: 'TRUST_DOMAIN' },
  fields: { NAMESPACE: 'metadata.namespace' },
};
const V1_2 = like(V1_3, { variables: { plugins: 'Plugins', trustDomain: 'Trust_Domain' } });

/** charts/nodeagent of each line; 1.0 has none. */
export const NODE_AGENT: ByMinor<NodeAgentFacts | null> = {
  '1.0': null,
  '1.1': like(V1_2, { fields: { NAMESPACE: undefined } }),
  '1.2': V1_2,
  '1.3': V1_3,
  '1.4': V1_3,
};
