import type { Manifest } from '../../api/manifest.ts';
import { withCaBundle } from '../readiness/certificates.ts';
import { besideLive } from './adoption.ts';

interface Webhook {
  readonly failurePolicy?: string;
  readonly clientConfig: { readonly caBundle?: string };
}

const webhooksOf = (configuration: Manifest): readonly Webhook[] => (configuration['webhooks'] ?? []) as Webhook[];

/**
 * A manifest as it may be found where others apply it. What was written while the operator applied it is no difference:
 * pods that were taken over and kept, selectors that cannot change, and webhooks that trust a root and fail closed for
 * that, though the rendering names none. Whether it is the right root, the gates say.
 */
export function besideOthers(manifest: Manifest, live: Manifest | undefined): Manifest {
  const wanted = besideLive(manifest, live);
  const bundle = live && bundleThatCloses(live);
  const namesOwn = webhooksOf(manifest).some(({ clientConfig }) => clientConfig.caBundle !== undefined);
  return bundle === undefined || namesOwn ? wanted : withCaBundle(wanted, bundle);
}

/** The root that all webhooks of a configuration trust; undefined unless each of them has it, and fails closed. */
function bundleThatCloses(live: Manifest): string | undefined {
  const webhooks = webhooksOf(live);
  const caBundle = webhooks[0]?.clientConfig.caBundle;
  return webhooks.every((webhook) => webhook.failurePolicy === 'Fail' && webhook.clientConfig.caBundle === caBundle)
    ? caBundle
    : undefined;
}
