import { readFile } from 'node:fs/promises';
import type { Answer, Asked } from './serve.ts';

const API = 'admissionregistration.k8s.io/v1beta1';
const COLLECTION = `/apis/${API}/mutatingwebhookconfigurations`;
const NAME = 'istio-sidecar-injector';
const WEBHOOK = 'sidecar-injector.istio.io';

/**
 * The bridge of injector 1.1.x, which ends when it cannot read its webhook configuration as v1beta1 (gone with
 * Kubernetes 1.22). What it reads here already trusts its root, so it has nothing to patch. The root is read per
 * request: citadel may have replaced it.
 * @param rootFile what the injector has as --caCertFile
 */
export function answerInjector(rootFile: string): (asked: Asked) => Promise<Answer> {
  return async ({ path, query }) => {
    if (path === `${COLLECTION}/${NAME}`) return { kind: 'json', body: await configuration(rootFile) };
    if (path !== COLLECTION) return { kind: 'missing' };
    if (query.get('watch') === 'true' || query.get('watch') === '1') return { kind: 'watch' };
    const metadata = { resourceVersion: '1' };
    return { kind: 'json', body: { kind: 'MutatingWebhookConfigurationList', apiVersion: API, metadata, items: [] } };
  };
}

async function configuration(rootFile: string): Promise<object> {
  const caBundle = (await readFile(rootFile)).toString('base64');
  return {
    kind: 'MutatingWebhookConfiguration',
    apiVersion: API,
    metadata: { name: NAME },
    webhooks: [{ name: WEBHOOK, clientConfig: { caBundle } }],
  };
}
