/** What happens to a mesh as a whole: old and new programs meet only where its release changes. */
export type Change = 'install' | 'upgrade' | 'downgrade';

/** What has to be open before a part is applied, and why. */
export interface Need {
  readonly part: string;
  /** The part whose gate has to be open. */
  readonly needs: string;
  /** Why, as people read it in a plan. */
  readonly why: string;
  /** The changes that it is about; missing: all. */
  readonly on?: readonly Change[];
}

const NAMESPACE = 'everything else is in it';
const ACCOUNTS = 'pods wait for their accounts, roles, configuration and addresses';
const CERTIFICATES = 'citadel issues the certificates that its pods mount';
const KINDS = 'the resources are of these kinds';
const KNOWN_NAMES = 'nobody may ask galley for names that it does not know';
const VALIDATED = 'galley checks them';
const NEWER_PROXY = 'proxies are never newer than what they ask';

const FORWARDS: readonly Change[] = ['install', 'upgrade'];
const UPWARDS: readonly Change[] = ['upgrade'];
const DOWNWARDS: readonly Change[] = ['downgrade'];

/**
 * The graph of an installation: whatever has all that it needs is applied at once, side by side. Rows that only an
 * upgrade or a downgrade has are the price of old and new programs side by side, and a first installation does not pay
 * it. Galley's and the injector's pods cannot start before citadel wrote their Secrets; a webhook that fails closed
 * must not exist before what answers it. Mixer 1.2 to 1.4 remembers the type checker that it built with the attributes
 * known when its first instance arrived (mixer/pkg/config, Ephemeral): attributes come before whatever uses them, and
 * all of it before mixer.
 */
export const NEEDS: readonly Need[] = [
  { part: 'foundation', needs: 'namespace', why: NAMESPACE },
  // The apiserver lets us bind only a role that it knows, to make sure that we grant no more than we have.
  { part: 'bindings', needs: 'foundation', why: 'a role can be bound once it exists' },
  { part: 'citadel', needs: 'bindings', why: ACCOUNTS },
  { part: 'galley', needs: 'citadel', why: CERTIFICATES },
  { part: 'galley', needs: 'crds', why: 'it waits for the kinds that it reads' },
  { part: 'validation', needs: 'galley', why: 'it blocks configuration until galley answers' },
  { part: 'pilot', needs: 'citadel', why: CERTIFICATES },
  { part: 'pilot', needs: 'crds', why: 'it waits for the kinds that it reads' },
  { part: 'pilot', needs: 'galley', why: KNOWN_NAMES, on: FORWARDS },
  { part: 'attributes', needs: 'namespace', why: NAMESPACE },
  { part: 'attributes', needs: 'crds', why: KINDS },
  { part: 'attributes', needs: 'validation', why: VALIDATED, on: FORWARDS },
  { part: 'mixer-resources', needs: 'attributes', why: 'mixer checks them with the attributes that it knows then' },
  { part: 'mixer', needs: 'citadel', why: CERTIFICATES },
  { part: 'mixer', needs: 'galley', why: KNOWN_NAMES, on: FORWARDS },
  { part: 'mixer', needs: 'mixer-resources', why: 'it starts with the whole of its configuration' },
  { part: 'injector', needs: 'citadel', why: CERTIFICATES },
  { part: 'injection', needs: 'injector', why: 'it blocks new pods until the injector answers' },
  { part: 'gateways', needs: 'citadel', why: CERTIFICATES },
  { part: 'gateways', needs: 'pilot', why: 'they are ready once pilot has configured them', on: FORWARDS },
  { part: 'istio-resources', needs: 'namespace', why: NAMESPACE },
  { part: 'istio-resources', needs: 'crds', why: KINDS },
  { part: 'istio-resources', needs: 'validation', why: VALIDATED },
  { part: 'addons', needs: 'bindings', why: ACCOUNTS },

  { part: 'injector', needs: 'pilot', why: NEWER_PROXY, on: UPWARDS },
  { part: 'injector', needs: 'mixer', why: NEWER_PROXY, on: UPWARDS },
  { part: 'gateways', needs: 'mixer', why: NEWER_PROXY, on: UPWARDS },
  { part: 'gateways', needs: 'injection', why: 'the data plane follows the control plane', on: UPWARDS },

  { part: 'pilot', needs: 'gateways', why: NEWER_PROXY, on: DOWNWARDS },
  { part: 'pilot', needs: 'injection', why: NEWER_PROXY, on: DOWNWARDS },
  { part: 'attributes', needs: 'gateways', why: 'they change with mixer', on: DOWNWARDS },
  { part: 'attributes', needs: 'injection', why: 'they change with mixer', on: DOWNWARDS },
  { part: 'mixer', needs: 'gateways', why: NEWER_PROXY, on: DOWNWARDS },
  { part: 'mixer', needs: 'injection', why: NEWER_PROXY, on: DOWNWARDS },
  { part: 'galley', needs: 'mixer', why: KNOWN_NAMES, on: DOWNWARDS },
  { part: 'galley', needs: 'pilot', why: KNOWN_NAMES, on: DOWNWARDS },
];
