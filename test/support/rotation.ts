import { certificateFacts } from '../../charts/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import { asSupplied } from '../../src/core/certificates/authority-files.ts';
import { authorityIn, authorityOf, type Authority, type AuthoritySecret } from '../../src/core/rotation/authority.ts';
import type { Issued } from '../../src/core/rotation/issued.ts';
import type { RotationInput } from '../../src/core/rotation/position.ts';
import type { Reader } from '../../src/core/rotation/readers.ts';
import { newAuthority } from './x509.ts';

/** An authority that is its own root, with this name. */
export async function authorityNamed(name: string, secret: AuthoritySecret = 'istio-ca-secret'): Promise<Authority> {
  const files = await newAuthority(name, Date.UTC(2026, 0, 1));
  const made = authorityOf(secret, secret === 'cacerts' ? { ...files, 'cert-chain.pem': '' } : asSupplied(files));
  if (made === undefined) throw new Error('made no authority');
  return made;
}

/** A mesh of which citadel, Secrets and pods do what a test says. */
export class RotatingMesh {
  /** Seconds since midnight: times of Kubernetes are whole ones. */
  seconds = 100;
  current: Authority;
  issued: Issued[] = [];
  readers: Reader[] = [];
  #writtenAt = this.time();

  constructor(current: Authority, accounts: readonly string[] = ['pilot', 'web']) {
    this.current = current;
    for (const account of accounts) {
      this.issued.push(this.#issue(account));
      this.start(account);
    }
  }

  time(): string {
    return new Date(Date.UTC(2026, 5, 1) + 1000 * this.seconds).toISOString().replace('.000', '');
  }

  /** What the cluster says now. */
  input(target?: Authority): RotationInput {
    return {
      now: new Date(this.time()),
      current: this.current,
      writtenAt: this.#writtenAt,
      ...(target && { target }),
      issued: this.issued,
      readers: this.readers,
      citadelSince: this.time(),
      factsOf: certificateFacts,
    };
  }

  /** Somebody wrote the Secret of the authority. */
  write(authority: Authority): void {
    this.seconds++;
    this.current = authority;
    this.#writtenAt = this.time();
  }

  /** Citadel issues for these accounts with what it signs with now. */
  issue(...accounts: string[]): void {
    this.seconds++;
    this.issued = this.issued.map((one) => (accounts.includes(one.account) ? this.#issue(one.account) : one));
  }

  /** The pod of an account is replaced. Proxies are of the release, if one is named. */
  start(account: string, proxy?: string): void {
    this.seconds++;
    const reader = {
      name: `shop/${account}-${this.seconds}`,
      namespace: 'shop',
      secret: `shop/istio.${account}`,
      createdAt: this.time(),
      workload: { kind: 'Deployment', namespace: 'shop', name: account },
      ...(proxy !== undefined && { proxy }),
    };
    this.readers = [...this.readers.filter(({ secret }) => secret !== reader.secret), reader];
  }

  #issue(account: string): Issued {
    return {
      name: `shop/istio.${account}`,
      namespace: 'shop',
      account,
      roots: this.current.roots.map(({ fingerprint256 }) => fingerprint256),
      signedUnder: this.current.key,
      writtenAt: this.time(),
    };
  }
}

/** The authority in a Secret, for who knows that there is one. */
export function signing(secret: Manifest | undefined): Authority {
  const found = secret && authorityIn(secret);
  if (found === undefined) throw new Error('no authority');
  return found;
}
