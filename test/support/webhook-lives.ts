import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import { Informer } from '../../src/kube/watch/informer.ts';
import type { KubeClient } from '../../src/kube/operations.ts';
import { objectKey, type Change } from '../../src/kube/watch/store.ts';
import { systemClock } from '../../src/runtime/clock.ts';

interface Webhook {
  readonly name: string;
  readonly failurePolicy: string;
  readonly clientConfig: { readonly caBundle?: string };
}

/**
 * Follows webhook configurations, also over a restart of the apiserver, and notes every moment in which one of them
 * was not there, or refused everything because it trusts nobody.
 */
export class WebhookLives {
  readonly #gaps: string[] = [];
  readonly #uids = new Map<string, string | undefined>();
  readonly #stop = new AbortController();

  /** Resolves when all of them were seen. */
  static async follow(client: KubeClient, refs: readonly ObjectRef[]): Promise<WebhookLives> {
    const lives = new WebhookLives();
    await Promise.all(refs.map((ref) => lives.#follow(client, ref)));
    return lives;
  }

  /** Ends it. @returns the gaps, one sentence each */
  stop(): readonly string[] {
    this.#stop.abort();
    return this.#gaps;
  }

  async #follow(client: KubeClient, kind: ObjectRef): Promise<void> {
    const selection = { fieldSelector: `metadata.name=${kind.name}` };
    const onChange = (change: Change): void => this.#take(kind.name, change);
    const informer = new Informer({ client, kind, selection, clock: systemClock, random: Math.random, onChange });
    void informer.run(this.#stop.signal);
    await informer.synced;
    if (informer.get(objectKey({ name: kind.name })) === undefined) this.#gaps.push(`${kind.name} was not there`);
  }

  #take(name: string, change: Change): void {
    if (change.type === 'deleted') {
      this.#gaps.push(`${name} was deleted`);
      return;
    }
    const { uid } = change.object.metadata;
    const known = this.#uids.get(name) ?? uid;
    if (known !== uid) this.#gaps.push(`${name} was recreated`);
    this.#uids.set(name, uid);
    for (const webhook of webhooksOf(change.object)) {
      const trustsNobody = (webhook.clientConfig.caBundle ?? '') === '';
      if (trustsNobody) this.#gaps.push(`${webhook.name} of ${name} trusted nobody (${webhook.failurePolicy})`);
      if (webhook.failurePolicy !== 'Fail') this.#gaps.push(`${webhook.name} of ${name} let everything pass`);
    }
  }
}

const webhooksOf = (object: Manifest): readonly Webhook[] => (object['webhooks'] ?? []) as Webhook[];
