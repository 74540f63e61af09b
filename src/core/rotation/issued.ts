import type { Manifest } from '../../api/manifest.ts';
import { timestamp } from '../../api/conditions.ts';
import { keyDigest, pathToRoot } from '../certificates/path.ts';
import { certificatesOf } from '../certificates/pem.ts';
import { rootsOf } from '../readiness/certificates.ts';

/** What citadel issued for one account. */
export interface Issued {
  /** `namespace/name` of its Secret. */
  readonly name: string;
  readonly namespace: string;
  /** The ServiceAccount that it is for. */
  readonly account: string;
  /** The roots that it trusts, as fingerprints. */
  readonly roots: readonly string[];
  /** Digest of the key of the root that its certificate is signed under; undefined where it is under none of its own. */
  readonly signedUnder?: string;
  readonly ends?: Date;
  /** When its Secret was last written, as the apiserver wrote it down. */
  readonly writtenAt?: string;
}

const PREFIX = 'istio.';

/** Reads the Secret of a workload. */
export function readIssued(secret: Manifest): Issued {
  const { name, namespace = '' } = secret.metadata;
  const [leaf, ...others] = certificatesIn(secret, 'cert-chain.pem');
  const path = leaf && pathToRoot(leaf, others, certificatesIn(secret, 'root-cert.pem'));
  const root = path?.at(-1);
  const writtenAt = writtenTime(secret);
  return {
    name: `${namespace}/${name}`,
    namespace,
    account: name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name,
    roots: rootsOf(secret),
    ...(root !== undefined && { signedUnder: keyDigest(root) }),
    ...(leaf !== undefined && { ends: leaf.validToDate }),
    ...(writtenAt !== undefined && { writtenAt }),
  };
}

function certificatesIn(secret: Manifest, key: string) {
  const { [key]: text = '' } = (secret['data'] ?? {}) as Record<string, string>;
  return certificatesOf(Buffer.from(text, 'base64').toString('utf8')) ?? [];
}

/** When an object was last written; undefined where nobody wrote it down. */
export function writtenTime({ metadata }: Manifest): string | undefined {
  const { creationTimestamp = '', managedFields = [] } = metadata;
  const times = (managedFields as readonly { time?: string }[]).map(({ time = '' }) => time);
  const last = [creationTimestamp, ...times].toSorted().at(-1);
  return last === '' ? undefined : last;
}

/** How far what was issued is what an authority would issue now. */
export interface IssuedReport {
  readonly total: number;
  /** Names of Secrets that trust other roots, are under none of them, or have ended. */
  readonly behind: readonly string[];
  readonly firstEnd?: string;
}

/** Compares what was issued with the roots that citadel hands out of this Secret: all of them, and no other. */
export function issuedUnder(issued: readonly Issued[], authority: Manifest, now: Date): IssuedReport {
  const roots = new Set(rootsOf(authority));
  const isCurrent = ({ roots: own, signedUnder, ends = now }: Issued): boolean =>
    own.length === roots.size && own.every((root) => roots.has(root)) && signedUnder !== undefined && ends > now;
  const ends = issued.flatMap((one) => one.ends?.getTime() ?? []).toSorted((a, b) => a - b);
  return {
    total: issued.length,
    behind: issued.filter((one) => !isCurrent(one)).map(({ name }) => name),
    ...(ends[0] !== undefined && { firstEnd: timestamp(new Date(ends[0])) }),
  };
}
