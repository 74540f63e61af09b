import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import type { Authority } from './certificates.ts';
import { annotationPatch } from './behaviour.ts';
import type { PodMeta } from './behaviour.ts';

type Annotations = Readonly<Record<string, string>> | undefined;

/** A pod that is being bound to a node. */
export interface PodBinding {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
}

/** Annotations for pods, or undefined to leave them as they are. */
export interface Annotate {
  /** For a pod that is being created. */
  readonly created: (pod: PodMeta) => Annotations;
  /** For a pod that gets its node. */
  readonly bound: (binding: PodBinding) => Promise<Annotations>;
}

interface AdmissionReview {
  readonly request: {
    readonly uid: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly subResource?: string;
    readonly object: { readonly metadata?: PodMeta; readonly target?: { readonly name: string } };
  };
}

/**
 * A webhook in this process that annotates pods as they are created and bound: their templates stay as their owner
 * wrote them.
 */
export class BehaviourWebhook {
  readonly #server: Server;
  readonly #caBundle: string;

  private constructor(server: Server, caBundle: string) {
    this.#server = server;
    this.#caBundle = caBundle;
  }

  /** Listens on a free port of 127.0.0.1 with a certificate of the cluster's authority. */
  static async start(authority: Authority, annotate: Annotate): Promise<BehaviourWebhook> {
    const { cert, key } = authority.serving('devcluster-behaviour', { addresses: ['127.0.0.1'] });
    const server = createServer({ cert, key }, (request, response) => {
      void json(request)
        .then((body) => answer(body as AdmissionReview, annotate))
        .then(
          (review) => response.setHeader('content-type', 'application/json').end(JSON.stringify(review)),
          () => response.writeHead(400).end(),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return new BehaviourWebhook(server, authority.cert);
  }

  /** The object that makes the apiserver ask this webhook. Pods pass unchanged while it does not answer. */
  configuration(): object {
    const { port } = this.#server.address() as AddressInfo;
    return {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'devcluster-behaviour' },
      webhooks: [
        {
          name: 'behaviour.devcluster.meshwright.dev',
          clientConfig: {
            url: `https://127.0.0.1:${port}/`,
            caBundle: Buffer.from(this.#caBundle).toString('base64'),
          },
          rules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods', 'pods/binding'] },
          ],
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Ignore',
          timeoutSeconds: 2,
        },
      ],
    };
  }

  /** Closes the port and every connection to it. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function answer({ request }: AdmissionReview, annotate: Annotate): Promise<object> {
  const metadata = request.object.metadata ?? {};
  const annotations = await annotationsFor(request, annotate);
  const patch = annotations === undefined ? {} : jsonPatch(annotationPatch(metadata, annotations));
  const response = { uid: request.uid, allowed: true, ...patch };
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
}

async function annotationsFor(request: AdmissionReview['request'], annotate: Annotate): Promise<Annotations> {
  const { object, name = '', namespace = object.metadata?.namespace, subResource } = request;
  // The apiserver gives a pod the annotations of its binding.
  if (subResource === 'binding') {
    return annotate.bound({ namespace: namespace ?? '', name, node: object.target?.name ?? '' });
  }
  // A pod that a controller creates has no namespace yet; the request has it.
  return annotate.created({ ...object.metadata, ...(namespace !== undefined && { namespace }) });
}

function jsonPatch(operations: object[]): object {
  return { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') };
}
