import { generateKeyPair, type KeyObject, type X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { CA_SECRET } from '../../core/readiness/authority.ts';
import { asSupplied } from '../../core/certificates/authority-files.ts';
import { authorityOf, type Authority } from '../../core/rotation/authority.ts';
import { newRoot, type Lifetime } from './x509.ts';

/** As long as citadel's own roots last, and the bits that their keys have. */
const LIFETIME_DAYS = 3650;
const KEY_BITS = 2048;
const DAY_MS = 86_400_000;

/** From an hour ago, because clocks differ. */
export const rootLifetime = (now: Date): Lifetime => ({
  notBefore: new Date(now.getTime() - DAY_MS / 24),
  notAfter: new Date(now.getTime() + LIFETIME_DAYS * DAY_MS),
});

/** A new authority for a citadel that signs for itself, with a name that no other root has. */
export async function newAuthority(roots: readonly X509Certificate[], now: Date): Promise<Authority> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS });
  const root = await newRoot(newName(roots, now), privateKey, rootLifetime(now));
  const made = authorityOf(CA_SECRET, asSupplied({ 'ca-cert.pem': root, 'ca-key.pem': keyPem(privateKey) }));
  if (made === undefined) throw new Error('a new root does not verify');
  return made;
}

/** As citadel writes its own. */
const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs1', format: 'pem' }).toString();

/**
 * The organization of the root before, with the date: who looks for a root by its name must find one only, and the name
 * stays when citadel renews it, which keeps the organization and nothing else.
 */
function newName(roots: readonly X509Certificate[], now: Date): string {
  const [, organization = 'cluster.local'] = /^O=(.*)$/m.exec(roots[0]?.subject ?? '') ?? [];
  const base = organization.replace(/ \(.*\)$/, '');
  const [day = '', time = ''] = now.toISOString().split(/[T.]/);
  const name = `${base} (${day})`;
  return roots.some(({ subject }) => subject === `O=${name}`) ? `${base} (${day} ${time})` : name;
}
