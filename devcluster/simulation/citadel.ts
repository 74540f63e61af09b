import type { Manifest } from '../../src/api/manifest.ts';
import { isAlreadyExists, isConflict, isForbidden, isNotFound } from '../../src/kube/errors.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { objectKey } from '../../src/kube/watch/store.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { isCurrent, issueIdentity, makeAuthority, type Authority } from './authority.ts';
import { isReady, secretTypes, type ClusterView, type Secret } from './cluster-view.ts';
import { secretName, webhookNames } from './components.ts';

const AUTHORITY_SECRET = 'istio-ca-secret';
const SUPPLIED_SECRET = 'cacerts';
const ACCOUNT_ANNOTATION = 'istio.io/service-account.name';
/** Secrets written at once: a fresh cluster has some fifty ServiceAccounts. */
const PARALLEL = 16;

interface Account {
  namespace: string;
  name: string;
}

/**
 * Plays citadel: in each namespace with a Ready citadel pod it keeps the authority's Secret, and for every
 * ServiceAccount of the cluster a Secret with its certificate. It never replaces an authority, so that a restart of
 * citadel does not change the root. One that was supplied it reads when its pod starts, and not again.
 */
export class Citadel {
  readonly #client: KubeClient;
  readonly #view: ClusterView;
  readonly #log: (line: string) => void;
  /** Written by us and not yet seen in the view, which is always a little behind. */
  readonly #unseen = new Map<string, Secret>();

  /** What pods of citadel found in `cacerts` when they started, by uid. */
  readonly #supplied = new Map<string, Authority>();

  constructor(client: KubeClient, view: ClusterView, log: (line: string) => void) {
    this.#client = client;
    this.#view = view;
    this.#log = log;
    view.onChange((change) => {
      const { kind } = change.type === 'deleted' ? change.old : change.object;
      if (kind === 'Secret') this.#unseen.delete(change.key);
    });
  }

  /** Brings all Secrets to what a working citadel would have written by now. */
  async reconcile(): Promise<void> {
    for (const mesh of this.#meshes()) {
      const authority = (await this.#suppliedTo(mesh)) ?? (await this.#authority(mesh));
      await this.#issueAll(mesh, authority);
      await this.#removeOrphans(mesh);
    }
  }

  // Namespaces with a working citadel.
  #meshes(): string[] {
    const ready = this.#view.citadelPods.list().filter(isReady);
    return [...new Set(ready.map(namespaceOf))].sort();
  }

  // Of a citadel that was given one; undefined where it signs for itself, or was given nothing.
  async #suppliedTo(mesh: string): Promise<Authority | undefined> {
    const pod = this.#view.citadelPods.list().find((each) => namespaceOf(each) === mesh && isReady(each));
    if (pod?.spec?.volumes?.some(({ secret }) => secret?.secretName === SUPPLIED_SECRET) !== true) return undefined;
    const { uid = '' } = pod.metadata;
    const known = this.#supplied.get(uid);
    if (known !== undefined) return known;
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace: mesh, name: SUPPLIED_SECRET };
    const secret = await this.#client.get<Secret>(ref);
    if (secret === undefined) return undefined;
    const { data = {} } = secret;
    const [roots, chain] = [decode(data['root-cert.pem']), decode(data['cert-chain.pem'])];
    const authority = { ...authorityOf(secret), roots, chain };
    this.#supplied.set(uid, authority);
    return authority;
  }

  async #authority(mesh: string): Promise<Authority> {
    const known = this.#view.authoritySecrets.get(`${mesh}/${AUTHORITY_SECRET}`);
    if (known !== undefined) return authorityOf(known);
    const authority = await makeAuthority(systemClock.now());
    const data = {
      'ca-cert.pem': authority.certificate,
      'ca-key.pem': authority.key,
      'cert-chain.pem': '',
      'root-cert.pem': '',
      'key.pem': '',
    };
    const secret = secretOf({ namespace: mesh, name: AUTHORITY_SECRET }, secretTypes.authority, data);
    try {
      await this.#client.create(secret);
      this.#log(`citadel in ${mesh} made a new root certificate`);
      return authority;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      // Our copy is behind the server.
      return authorityOf(await this.#existing(mesh));
    }
  }

  async #existing(mesh: string): Promise<Secret> {
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace: mesh, name: AUTHORITY_SECRET };
    const secret = await this.#client.get<Secret>(ref);
    if (secret === undefined) throw new Error(`${AUTHORITY_SECRET} in ${mesh} vanished`);
    return secret;
  }

  async #issueAll(mesh: string, authority: Authority): Promise<void> {
    const accounts = this.#accounts(mesh).filter((account) => !this.#isIssued(account, authority));
    for (let at = 0; at < accounts.length; at += PARALLEL) {
      await Promise.all(accounts.slice(at, at + PARALLEL).map((account) => this.#issue(mesh, authority, account)));
    }
    if (accounts.length > 0) this.#log(`citadel in ${mesh} issued ${accounts.length} certificates`);
  }

  // The mesh's own components wait for theirs: first.
  #accounts(mesh: string): Account[] {
    const accounts = this.#view.serviceAccounts
      .list()
      .filter((account) => account.metadata.deletionTimestamp === undefined)
      .map((account) => ({ namespace: namespaceOf(account), name: account.metadata.name }))
      .filter(({ namespace }) => this.#authorityFor(namespace) === mesh);
    return accounts.sort((a, b) => Number(b.namespace === mesh) - Number(a.namespace === mesh));
  }

  // With several meshes each serves its own namespace, and the first one all others: else they would overwrite each
  // other's certificates without end.
  #authorityFor(namespace: string): string | undefined {
    const own = this.#view.citadelPods.list().some((pod) => namespaceOf(pod) === namespace);
    return own ? namespace : this.#meshes()[0];
  }

  #isIssued({ namespace, name }: Account, authority: Authority): boolean {
    const key = `${namespace}/${secretName(name)}`;
    const { data } = this.#unseen.get(key) ?? this.#view.workloadSecrets.get(key) ?? {};
    if (data === undefined || decode(data['root-cert.pem']) !== authority.roots) return false;
    return isCurrent(decode(data['cert-chain.pem']), systemClock.now());
  }

  async #issue(mesh: string, authority: Authority, { namespace, name }: Account): Promise<void> {
    const dns = namespace === mesh ? webhookNames(name, namespace) : [];
    const identity = issueIdentity(authority, { namespace, serviceAccount: name, dns }, systemClock.now());
    const data = {
      'cert-chain.pem': identity.certificate,
      'key.pem': identity.key,
      'root-cert.pem': authority.roots,
    };
    const secret = secretOf({ namespace, name: secretName(name) }, secretTypes.workload, data, {
      [ACCOUNT_ANNOTATION]: name,
    });
    await this.#write(secret).catch((error: unknown) => {
      // The namespace is on its way out, or somebody was faster: the next change tells.
      if (!isForbidden(error) && !isNotFound(error) && !isConflict(error)) throw error;
    });
  }

  async #write(secret: Secret): Promise<void> {
    const key = objectKey(secret.metadata);
    // Before, because the view may know of the write, and even of a deletion that follows it, before we have the answer.
    this.#unseen.set(key, secret);
    try {
      await this.#client.apply(secret, { fieldManager: 'devcluster-citadel', force: true });
    } catch (error) {
      this.#unseen.delete(key);
      throw error;
    }
  }

  async #removeOrphans(mesh: string): Promise<void> {
    const orphans = this.#view.workloadSecrets.list().filter((secret) => {
      const account = secret.metadata.annotations?.[ACCOUNT_ANNOTATION];
      const namespace = namespaceOf(secret);
      const isOurs = account !== undefined && this.#authorityFor(namespace) === mesh;
      return isOurs && this.#view.serviceAccounts.get(`${namespace}/${account}`) === undefined;
    });
    for (const { metadata } of orphans) await this.#client.delete({ apiVersion: 'v1', kind: 'Secret', ...metadata });
  }
}

function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? '';
}

function authorityOf({ data = {} }: Secret): Authority {
  const certificate = decode(data['ca-cert.pem']);
  return { certificate, key: decode(data['ca-key.pem']), roots: certificate, chain: '' };
}

function secretOf(
  { namespace, name }: Account,
  type: string,
  text: Record<string, string>,
  annotations: Record<string, string> = {},
): Secret {
  const data = Object.fromEntries(Object.entries(text).map(([key, value]) => [key, encode(value)]));
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name, annotations }, type, data };
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(value: string | undefined): string {
  return Buffer.from(value ?? '', 'base64').toString();
}
