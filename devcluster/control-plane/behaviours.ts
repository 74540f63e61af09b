import { setTimeout as delay } from 'node:timers/promises';
import { DevclusterError, RequestError } from '../errors.ts';
import type { ApiClient } from './api-client.ts';
import { ImagePulls } from '../kubelet/image-pulls.ts';
import type { PodImages, PullTime } from '../kubelet/image-pulls.ts';
import { annotationsOf, behaviourAnnotations, ruleFor, withoutAnnotations, withRule } from './behaviour.ts';
import type { BehaviourRule, PodMeta } from './behaviour.ts';
import { BehaviourWebhook } from './behaviour-webhook.ts';
import type { PodBinding } from './behaviour-webhook.ts';
import type { Authority } from './certificates.ts';

interface Pod {
  readonly metadata: PodMeta & { readonly name: string; readonly namespace: string };
  readonly spec: PodImages;
}

const probeLabel = 'devcluster.meshwright.dev/probe';
const activation = { every: 20, bound: 10_000 };

/** Decides what pods do, those that are there and those to come, without touching what created them. */
export class Behaviours {
  readonly #api: ApiClient;
  readonly #authority: Authority;
  #rules: BehaviourRule[] = [];
  #pulls: ImagePulls | undefined;
  #webhook: Promise<BehaviourWebhook> | undefined;

  constructor(api: ApiClient, authority: Authority) {
    this.#api = api;
    this.#authority = authority;
  }

  /** Adds a rule; when this resolves, every later pod gets it and every present one has it. */
  async set(rule: BehaviourRule): Promise<void> {
    this.#rules = withRule(this.#rules, rule);
    await this.#active();
    await this.#annotate((pod) => {
      const annotations = this.#annotationsFor(pod);
      return annotations && { ...withoutAnnotations(), ...annotations };
    });
  }

  /**
   * When this resolves, nodes have no images and pull those of every pod that they get, each image once; without a
   * time they have all of them.
   */
  async setImagePulls(time: PullTime | undefined): Promise<void> {
    this.#pulls = time && new ImagePulls(time);
    if (time !== undefined) await this.#active();
  }

  /** Drops all rules and lets every pod become ready again. */
  async clear(): Promise<void> {
    this.#rules = [];
    await this.#annotate((pod) =>
      pod.annotations?.[behaviourAnnotations.behaviour] === undefined ? undefined : withoutAnnotations(),
    );
  }

  /** Closes the webhook. */
  async stop(): Promise<void> {
    await (await this.#webhook)?.stop();
  }

  #annotationsFor(pod: PodMeta): Record<string, string> | undefined {
    const rule = ruleFor(this.#rules, pod);
    return rule === undefined ? undefined : annotationsOf(rule);
  }

  async #imagesAt({ namespace, name, node }: PodBinding): Promise<Record<string, string> | undefined> {
    const pulls = this.#pulls;
    if (pulls === undefined) return undefined;
    const { spec } = await this.#api.json<Pod>(`/api/v1/namespaces/${namespace}/pods/${name}`);
    const now = Date.now();
    const at = pulls.pull(node, spec, now);
    return at === now ? undefined : { [behaviourAnnotations.imagesAt]: new Date(at).toISOString() };
  }

  async #annotate(choose: (pod: PodMeta) => Record<string, string | null> | undefined): Promise<void> {
    const { items } = await this.#api.json<{ items: Pod[] }>('/api/v1/pods');
    await Promise.all(
      items.map(async ({ metadata }) => {
        const annotations = choose(metadata);
        if (annotations === undefined) return;
        const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
        const contentType = 'application/merge-patch+json';
        const patched = this.#api.json(path, { method: 'PATCH', contentType, body: { metadata: { annotations } } });
        await patched.catch(unlessGone);
      }),
    );
  }

  // From then on the webhook is asked about every pod.
  async #active(): Promise<void> {
    this.#webhook ??= this.#register();
    await this.#webhook;
  }

  async #register(): Promise<BehaviourWebhook> {
    const probe: BehaviourRule = { labels: { [probeLabel]: 'true' }, behaviour: 'ready' };
    const webhook = await BehaviourWebhook.start(this.#authority, {
      created: (pod) => this.#annotationsFor(pod) ?? (ruleFor([probe], pod) && annotationsOf(probe)),
      bound: (binding) => this.#imagesAt(binding),
    });
    const path = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
    await this.#api.json(path, { method: 'POST', body: webhook.configuration() });
    await this.#untilActive();
    return webhook;
  }

  // The apiserver learns of a webhook through a watch, a moment after it has stored it: a pod that is never really
  // created shows when.
  async #untilActive(): Promise<void> {
    const body = {
      metadata: { name: 'devcluster-probe', labels: { [probeLabel]: 'true' } },
      spec: { containers: [{ name: 'probe', image: 'probe' }] },
    };
    const deadline = Date.now() + activation.bound;
    while (Date.now() < deadline) {
      const path = '/api/v1/namespaces/default/pods?dryRun=All';
      const { metadata } = await this.#api.json<Pod>(path, { method: 'POST', body });
      if (metadata.annotations?.[behaviourAnnotations.behaviour] !== undefined) return;
      await delay(activation.every);
    }
    throw new DevclusterError('the apiserver did not take up the webhook that sets the behaviour of pods');
  }
}

/** Pods come and go while they are looked through. */
function unlessGone(error: unknown): void {
  if (!(error instanceof RequestError) || error.status !== 404) throw error;
}
