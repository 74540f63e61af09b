import type { Manifest } from '../../../api/manifest.ts';
import type { PassOutcome } from '../../../core/pass/outcome.ts';
import { describeFinding } from '../../../core/upgrade/preflight/index.ts';
import {
  askedFamilies,
  serviceAddresses,
  type ServiceAddresses,
} from '../../../core/upgrade/preflight/service-addresses.ts';
import { ApiError, isInvalid } from '../../../kube/errors.ts';
import type { KubeClient } from '../../../kube/operations.ts';
import type { LiveCache } from '../../caches/live-cache.ts';
import type { Desired } from '../../pass/desired.ts';
import type { Subject } from '../../pass/subject.ts';

/** Whose addresses are looked at, and whom to ask. */
interface AddressesRequest {
  readonly client: Pick<KubeClient, 'create'>;
  readonly manifests: readonly Manifest[];
  readonly live: (manifest: Manifest) => Manifest | undefined;
  readonly signal?: AbortSignal;
}

/**
 * What the apiserver has against IP families that are asked for, in its words. Asks only where a Service is not yet as
 * wanted, by dry runs.
 * @throws ConnectionError when the server does not answer
 */
export async function refusedAddresses(request: AddressesRequest): Promise<string[]> {
  const refusals = await Promise.all(askedFamilies(request).map((families) => refusalOf(request, families)));
  return refusals.flat();
}

/** A namespace that every cluster has: that of the mesh may be still to come. Nothing is stored there. */
const PROBE = { name: 'meshwright-preflight', namespace: 'default' };
const OF_ADDRESSES = /^spec\.(ipFamil|clusterIP)/;

/** Whatever else may be said against a Service in that namespace is nothing about those of the mesh. */
async function refusalOf({ client, signal }: AddressesRequest, families: ServiceAddresses): Promise<string[]> {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: PROBE, spec: { ports: [{ port: 80 }], ...families } };
  try {
    await client.create(service, { dryRun: true, ...(signal && { signal }) });
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!isInvalid(error)) return [];
    return error.causes.flatMap(({ field = '', message = '' }) =>
      OF_ADDRESSES.test(field) ? [`${field}: ${message}`] : [],
    );
  }
}

/** What looking at addresses works with. */
export type AddressesContext = Pick<Subject, 'signal'> & {
  readonly client: Pick<KubeClient, 'create'>;
  readonly cache: Pick<LiveCache, 'live'>;
};

/** The refusal of a spec whose Services cannot have the addresses that it asks for, before anything is written. */
export async function addressRefusal(
  { client, cache, signal }: AddressesContext,
  { manifests }: Pick<Desired, 'manifests'>,
): Promise<PassOutcome | undefined> {
  const live = (manifest: Manifest): Manifest | undefined => cache.live(manifest);
  const refused = await refusedAddresses({ client, manifests, live, signal });
  const findings = serviceAddresses({ manifests, live, refusedAddresses: refused });
  if (findings.length === 0) return undefined;
  return { kind: 'rejected', reason: 'InvalidSpec', message: findings.map(describeFinding).join('; ') };
}
