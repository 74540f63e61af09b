import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import { keyDigest } from '../certificates/path.ts';
import { trustedRoots } from '../readiness/certificates.ts';
import { workloadKey, type Proxy } from '../model/proxy.ts';
import { someOf } from '../model/wording.ts';

type Certificates = NonNullable<MeshInstallStatus['certificates']>;

/** What is remembered of the root of trust from pass to pass. */
export type RootMemory = Pick<Certificates, 'rootKey' | 'rootChangedAt' | 'trustedRoots'>;

/**
 * Remembers the root of trust, and when it became another one. A root that was renewed with its old key is none, nor is
 * one that was trusted beside the old one before: what trusted the one trusts the other. The time is the apiserver's, as
 * that of pods is.
 */
export function rememberRoot(
  before: RootMemory | undefined,
  rootKey: string,
  secret: Manifest | undefined,
): RootMemory {
  const known = [before?.rootKey ?? rootKey, ...(before?.trustedRoots ?? [])];
  const isAnother = !known.includes(rootKey);
  const rootChangedAt = isAnother ? writtenAt(secret) : before?.rootChangedAt;
  const trusted = secret === undefined ? [] : trustedRoots(secret).map(keyDigest);
  return {
    rootKey,
    ...(rootChangedAt !== undefined && { rootChangedAt }),
    ...(trusted.length > 1 && { trustedRoots: trusted }),
  };
}

/** What stays known while there is no root: the next one may be another. */
export function remembered(before: RootMemory | undefined): RootMemory | undefined {
  const { rootKey, rootChangedAt, trustedRoots: trusted } = before ?? {};
  if (rootKey === undefined) return undefined;
  return {
    rootKey,
    ...(rootChangedAt !== undefined && { rootChangedAt }),
    ...(trusted !== undefined && { trustedRoots: trusted }),
  };
}

/** When an object was last written. */
function writtenAt(object: Manifest | undefined): string | undefined {
  const { creationTimestamp = '', managedFields = [] } = object?.metadata ?? {};
  const times = (managedFields as readonly { time?: string }[]).map(({ time = '' }) => time);
  return [creationTimestamp, ...times].toSorted().at(-1);
}

/**
 * Whose proxies started under another root of trust, and so may hold it still; undefined when there are none. Proxies
 * read a new root only after their Secret was issued again and mounted, those of SDS when their certificate ends.
 */
export function oldRootProblem(
  root: RootMemory | undefined,
  authority: string,
  proxies: readonly Proxy[] | undefined,
): string | undefined {
  const rootChangedAt = root?.rootChangedAt;
  if (rootChangedAt === undefined) return undefined;
  // Times of Kubernetes are whole seconds: what is of the same second counts.
  const old = (proxies ?? []).filter(({ createdAt }) => createdAt !== undefined && createdAt <= rootChangedAt);
  if (old.length === 0) return undefined;
  const owners = [
    ...new Set(old.map(({ workload, namespace }) => (workload ? workloadKey(workload) : `pods of ${namespace}`))),
  ];
  const count = `${old.length} of ${proxies?.length ?? 0} proxies started before and may still trust only the old one`;
  return `the root of trust in Secret ${authority} became another one at ${rootChangedAt}; ${count}: ${someOf(owners.toSorted())}; restart their workloads, the control plane first`;
}
