import type { KeyObject } from 'node:crypto';
import type { AuthorityFiles } from '../../src/core/certificates/authority-files.ts';
import { oddCertificate, rsaKey, type Odd } from './x509.ts';

/** A private key, PEM, in the form that has no kind in its label. */
export const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Keys of everybody in a company, and of somebody who is not. */
export const KEYS = { root: rsaKey(), middle: rsaKey(), lower: rsaKey(), stranger: rsaKey() };

/** Who signs whom: a root, an authority below it, and an authority below that one. */
export const ROOT = { name: 'root', key: KEYS.root };
const MIDDLE = { name: 'middle', key: KEYS.middle, by: ROOT };
export const LOWER = { name: 'lower', key: KEYS.lower, by: MIDDLE };

/** What a company has: the certificates, PEM, and the files that it gives to citadel. */
export interface Company {
  readonly root: string;
  readonly middle: string;
  readonly lower: string;
  readonly files: AuthorityFiles;
}

/** What is odd about certificates of a company. */
export interface Oddities {
  readonly root?: Partial<Odd>;
  readonly middle?: Partial<Odd>;
  readonly lower?: Partial<Odd>;
}

/** A company with other certificates here and there. */
export async function company(odd: Oddities = {}): Promise<Company> {
  const [root, middle, lower] = await Promise.all([
    oddCertificate({ ...ROOT, ...odd.root }),
    oddCertificate({ ...MIDDLE, ...odd.middle }),
    oddCertificate({ ...LOWER, ...odd.lower }),
  ]);
  const files = {
    'ca-cert.pem': lower,
    'ca-key.pem': pemOf(KEYS.lower),
    'cert-chain.pem': lower + middle,
    'root-cert.pem': root,
  };
  return { root, middle, lower, files };
}
