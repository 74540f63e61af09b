import type { Accounts } from './accounts.ts';
import type { ClusterView } from './cluster-view.ts';
import { OLD_API, throughOldApi } from './old-api.ts';
import { readyProgram } from './program.ts';

const PROGRAM = 'sidecar-injector';
const DEFAULT_ROOT = '/etc/istio/certs/root-cert.pem';

/**
 * Plays the injector's care for its webhook: while a pod of it is Ready, and Kubernetes serves the API that it calls,
 * the caBundle is the root certificate that the pod has mounted (pilot/cmd/sidecar-injector of Istio 1.0 to 1.4).
 */
export class Injector {
  readonly #accounts: Accounts;
  readonly #view: ClusterView;
  readonly #log: (line: string) => void;

  constructor(accounts: Accounts, view: ClusterView, log: (line: string) => void) {
    this.#accounts = accounts;
    this.#view = view;
    this.#log = log;
  }

  async reconcile(): Promise<void> {
    const injector = readyProgram(this.#view, 'injector');
    // With a kubeconfig it asks somebody else; --reconcileWebhookConfig is of 1.4.
    if (injector?.flag('kubeconfig') !== undefined || injector?.flag('reconcileWebhookConfig') === 'false') return;
    const root = injector?.file(injector.flag('caCertFile') ?? DEFAULT_ROOT);
    if (injector === undefined || root === undefined) return;
    const configuration = injector.flag('webhookConfigName') ?? 'istio-sidecar-injector';
    const webhook = injector.flag('webhookName') ?? 'sidecar-injector.istio.io';
    const patch = this.#missing(configuration, webhook, Buffer.from(root).toString('base64'));
    if (patch === undefined) return;
    const client = this.#accounts.program(PROGRAM, injector);
    await throughOldApi(client, async () => {
      const ref = { apiVersion: OLD_API, kind: 'MutatingWebhookConfiguration', name: configuration };
      await client.patch(ref, patch, { type: 'json' });
      this.#log(`the injector put its root certificate into MutatingWebhookConfiguration ${configuration}`);
    });
  }

  // It never makes the configuration, and says nothing about its other webhooks.
  #missing(configuration: string, webhook: string, caBundle: string): object[] | undefined {
    const webhooks = this.#view.mutatingWebhooks.get(configuration)?.webhooks ?? [];
    const at = webhooks.findIndex(({ name }) => name === webhook);
    if (at < 0 || webhooks[at]?.clientConfig.caBundle === caBundle) return undefined;
    return [
      { op: 'test', path: `/webhooks/${at}/name`, value: webhook },
      { op: 'add', path: `/webhooks/${at}/clientConfig/caBundle`, value: caBundle },
    ];
  }
}
