import type { Manifest } from '../../api/manifest.ts';
import { digestOf } from '../../core/model/digest.ts';

/** Why something could not be converted, or what is to be known of something that was; for scripts and tests. */
export type RemarkCode =
  /** Is left out: the target cannot say it, or what it refers to was not read. */
  | 'not-converted'
  /** Had no effect before, and so nothing is made of it. */
  | 'without-effect'
  /** The mesh has no MeshPolicy: it took plain text only, and the target takes both. */
  | 'no-mesh-policy'
  /** An invalid token is refused also where it was not looked at, or where a request without one passes. */
  | 'invalid-token'
  /** Requests without the token are refused with 403 instead of 401; a token needs `sub`; preflights have none. */
  | 'token-required'
  /** Also what has no Service is refused now; it was left alone. */
  | 'without-service'
  /** Namespaces that come later are not in it. */
  | 'later-namespaces'
  /** Services that come later are not in it. */
  | 'later-services'
  /** Anybody with mutual TLS, as documented; some releases of pilot let everybody in. */
  | 'authenticated'
  /** The principal of requests was that of the certificate, and is that of the token, as documented. */
  | 'principal-binding'
  /** Is in the namespace that pilot 1.4 takes for the whole mesh, and would be read there. */
  | 'old-root'
  /** Is reported and not enforced, as before. */
  | 'dry-run'
  /** Mixer answered what its adapter says; a policy refuses with 403. */
  | 'refused-with-403'
  /** Something is refused that mixer let in. */
  | 'refuses-more'
  /** Callers were known by labels of their pods, and are known by their ServiceAccounts. */
  | 'by-accounts'
  /** Callers were known by the address of their pod, and are known by that of the connection. */
  | 'by-address'
  /** A DestinationRule opens connections as a server does not take them. */
  | 'tls-conflict'
  /** A DestinationRule keeps plain text, where both sides could use mutual TLS. */
  | 'tls-plain'
  /** A DestinationRule says what proxies of the target do by themselves. */
  | 'tls-needless'
  /** A DestinationRule calls with certificates of its own. */
  | 'tls-own'
  /** A metric or label of mixer has another name, or is gone. */
  | 'renamed'
  /** A label that only one end of a connection can write. */
  | 'one-side'
  /** Lines that mixer wrote are written by each proxy. */
  | 'logs-by-proxies'
  /** A quota that a proxy counts for its pod, which is the only one. */
  | 'quota-per-pod'
  /** Is applied as it is. */
  | 'as-it-is';

/** Something to know about one object, or to do by hand. */
export interface Remark {
  readonly code: RemarkCode;
  /** `Policy shop/default`, or what it is about. */
  readonly object: string;
  /** A clause without a full stop. */
  readonly message: string;
}

/** What becomes of policies. */
export interface Conversion {
  /** What to apply, by namespace, kind and name. */
  readonly objects: readonly Manifest[];
  /** What has to be in the mesh config of the target; empty where nothing has. */
  readonly meshConfig: Readonly<Record<string, unknown>>;
  /** What was left out, and why; then what is otherwise than before. */
  readonly remarks: readonly Remark[];
}

/** Kinds that are not of the group of policies. */
const API_VERSIONS: Readonly<Record<string, string>> = {
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  Telemetry: 'telemetry.istio.io/v1',
};

/** Collects what conversions give; nothing is said twice. */
export class Collected {
  readonly #objects: Manifest[] = [];
  readonly #providers = new Map<string, object>();
  #meshConfig: Readonly<Record<string, unknown>> = {};
  readonly #remarks = new Map<string, Remark>();
  readonly #names = new Set<string>();

  /** Names of these are taken. */
  constructor(present: readonly Manifest[]) {
    for (const object of present) this.#names.add(placeOf(object));
  }

  /** Adds an object under its name, or with a number after it where that is taken. */
  add(kind: string, { name: wanted, ...place }: Manifest['metadata'], spec: object): void {
    const name = bounded(wanted);
    const metadata = { name, ...place };
    const object = { apiVersion: API_VERSIONS[kind] ?? 'security.istio.io/v1', kind, metadata, spec };
    for (let n = 2; this.#names.has(placeOf(object)); n++) object.metadata = { ...metadata, name: `${name}-${n}` };
    this.#names.add(placeOf(object));
    this.#objects.push(object);
  }

  /** Adds settings to the mesh config. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    this.#meshConfig = { ...this.#meshConfig, ...settings };
  }

  /** Adds an extension provider to the mesh config. */
  provide(name: string, provider: object): void {
    this.#providers.set(name, { name, ...provider });
  }

  remark(code: RemarkCode, object: string, message: string): void {
    this.#remarks.set([code, object, message].join(' '), { code, object, message });
  }

  get result(): Conversion {
    const remarks = [...this.#remarks.values()];
    const providers = [...this.#providers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, provider]) => provider);
    const meshConfig = { ...this.#meshConfig, ...(providers.length > 0 && { extensionProviders: providers }) };
    return { objects: [...this.#objects].sort(byPlace), meshConfig, remarks: [...remarks].sort(byNeed) };
  }
}

/** What leaves room for a number after it: Kubernetes takes 253. */
const LONGEST = 240;

/** A name that Kubernetes takes: the rest of a longer one is a digest. */
const bounded = (name: string): string =>
  name.length <= LONGEST
    ? name
    : `${name.slice(0, LONGEST - 12).replace(/[^a-z0-9]+$/, '')}-${digestOf(name).slice(0, 10)}`;

const placeOf = ({ kind, metadata }: Manifest): string => [metadata.namespace ?? '', kind, metadata.name].join(' ');
const byPlace = (a: Manifest, b: Manifest): number => (placeOf(a) < placeOf(b) ? -1 : 1);

const needOf = ({ code, object, message }: Remark): string =>
  [code === 'not-converted' ? 0 : 1, object, message].join(' ');
const byNeed = (a: Remark, b: Remark): number => (needOf(a) < needOf(b) ? -1 : 1);
