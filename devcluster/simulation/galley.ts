import { load } from 'js-yaml';
import type { Manifest, ObjectRef, OwnerReference } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import type { Accounts } from './accounts.ts';
import type { ClusterView, WebhookConfiguration } from './cluster-view.ts';
import { webhookComponents } from './components.ts';
import { OLD_API, throughOldApi } from './old-api.ts';
import { readyProgram, type Program } from './program.ts';

const PROGRAM = 'galley';
const KIND = 'ValidatingWebhookConfiguration';
const DEFAULT_ROOT = '/etc/certs/root-cert.pem';

/** Flags that name a file: since 1.1, and of 1.0. */
const CONFIGURATION_FLAGS = ['validation-webhook-config-file', 'webhook-config-file'];
const ROOT_FLAGS = ['validation.tls.caCertificates', 'caCertFile'];

/**
 * Plays galley's care for its webhooks: while a pod of it is Ready and reachable, and Kubernetes serves the API that it
 * calls, the configuration is the one in its ConfigMap with the root certificate that the pod has mounted
 * (galley/pkg/crd/validation of Istio 1.0 to 1.4). Labels and annotations that others put on it stay.
 */
export class Galley {
  readonly #accounts: Accounts;
  readonly #view: ClusterView;
  readonly #log: (line: string) => void;
  /** What the program of a pod found when it started. */
  readonly #owners = new Map<string, OwnerReference[]>();

  constructor(accounts: Accounts, view: ClusterView, log: (line: string) => void) {
    this.#accounts = accounts;
    this.#view = view;
    this.#log = log;
  }

  async reconcile(): Promise<void> {
    const galley = readyProgram(this.#view, 'galley');
    if (galley === undefined || galley.flag('enable-reconcileWebhookConfiguration') === 'false') return;
    if (galley.flag('enable-validation') === 'false') await this.#remove(galley);
    else if (this.#view.hasReadyEndpoint(serviceOf(galley))) await this.#keep(galley);
  }

  // Galleys before 1.3 have no such care when they do not validate.
  async #remove(galley: Program): Promise<void> {
    const name = galley.flag('webhook-name') ?? 'istio-galley';
    if (!/^1\.[34]\b/.test(galley.release) || this.#view.validatingWebhooks.get(name) === undefined) return;
    const client = this.#accounts.program(PROGRAM, galley);
    await throughOldApi(client, async () => {
      await client.delete({ apiVersion: OLD_API, kind: KIND, name });
      this.#log(`galley deleted ${KIND} ${name}`);
    });
  }

  async #keep(galley: Program): Promise<void> {
    const wanted = wantedBy(galley);
    if (wanted === undefined) return;
    const client = this.#accounts.program(PROGRAM, galley);
    await throughOldApi(client, async () => {
      const { name } = wanted.metadata;
      const live = this.#view.validatingWebhooks.get(name);
      const owners = await this.#ownersOf(galley, client);
      if (live === undefined) await client.create({ ...wanted, metadata: { name, ownerReferences: owners } });
      else if (isAsWanted(live, wanted, owners)) return;
      else await update(client, live, wanted, owners);
      this.#log(`galley wrote ${KIND} ${name}`);
    });
  }

  // Asked for once, when the program starts.
  async #ownersOf(galley: Program, client: KubeClient): Promise<OwnerReference[]> {
    const known = this.#owners.get(galley.pod);
    if (known !== undefined) return known;
    const ref = ownerOf(galley);
    const uid = ref && (await client.get(ref, { metadataOnly: true }))?.metadata.uid;
    const owners = ref && uid !== undefined ? [ownerReference(ref, uid)] : [];
    this.#owners.set(galley.pod, owners);
    return owners;
  }
}

function isAsWanted(live: WebhookConfiguration, { webhooks }: WebhookConfiguration, owners: OwnerReference[]): boolean {
  return contains(live.webhooks ?? [], webhooks) && contains(live.metadata.ownerReferences ?? [], owners);
}

/** Like an update: all webhooks at once, and only upon what was read. */
async function update(
  client: KubeClient,
  { metadata: { name, resourceVersion } }: WebhookConfiguration,
  { webhooks }: WebhookConfiguration,
  ownerReferences: OwnerReference[],
): Promise<void> {
  const body = { metadata: { resourceVersion, ownerReferences }, webhooks };
  await client.patch({ apiVersion: OLD_API, kind: KIND, name }, body, { type: 'merge' });
}

function ownerReference({ apiVersion, kind, name }: ObjectRef, uid: string): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

const serviceOf = ({ namespace }: Program): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name: webhookComponents.galley.service },
});

/**
 * What galley makes the owner, for the garbage collector. Until 1.1 it asks for its Deployment in an API that is gone
 * since Kubernetes 1.16, and writes none.
 */
function ownerOf({ release, namespace }: Program): ObjectRef | undefined {
  if (/^1\.[01]\b/.test(release)) return undefined;
  if (/^1\.2\b/.test(release)) return { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'istio-galley' };
  return { apiVersion: 'v1', kind: 'Namespace', name: namespace };
}

/** The configuration in galley's file with its root certificate; undefined while one of them is missing. */
function wantedBy(galley: Program): WebhookConfiguration | undefined {
  const firstOf = (flags: readonly string[]) =>
    flags.map((name) => galley.flag(name)).find((path) => path !== undefined);
  const text = galley.file(firstOf(CONFIGURATION_FLAGS) ?? '');
  const root = galley.file(firstOf(ROOT_FLAGS) ?? DEFAULT_ROOT);
  if (text === undefined || root === undefined) return undefined;
  const caBundle = Buffer.from(root).toString('base64');
  const { metadata, webhooks = [] } = load(text) as WebhookConfiguration;
  return {
    apiVersion: OLD_API,
    kind: KIND,
    metadata: { name: galley.flag('webhook-name') ?? metadata.name },
    webhooks: webhooks.map((webhook) => ({ ...webhook, clientConfig: { ...webhook.clientConfig, caBundle } })),
  };
}

/** True if all that is wanted is there; the server adds its defaults, but no item to a list. */
function contains(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(live) && live.length === wanted.length && wanted.every((item, i) => contains(live[i], item));
  }
  if (typeof wanted !== 'object' || wanted === null) return live === wanted;
  if (typeof live !== 'object' || live === null) return false;
  const fields = new Map(Object.entries(live));
  return Object.entries(wanted).every(([key, value]) => value === undefined || contains(fields.get(key), value));
}
