import { like, rowOf, type ByMinor } from './minor.ts';

/** What a release does about a root that becomes another one. */
interface CertificateFacts {
  /**
   * Citadel renews the root that it made in the last fifth of its life, with the same key, and reads `istio-ca-secret`
   * again within the hour (security/pkg/pki/ca, SelfSignedCARootCertRotator); before, it read it when it started.
   */
  readonly renewsRoot: boolean;
  /** Proxies read a new root by themselves; before, only certificates, and a root when they started. */
  readonly proxiesReadRoots: boolean;
}

const NEITHER: CertificateFacts = { renewsRoot: false, proxiesReadRoots: false };
const PROXIES = like(NEITHER, { proxiesReadRoots: true });

const FACTS: ByMinor<CertificateFacts> = {
  '1.0': NEITHER,
  '1.0.8': { proxiesReadRoots: true },
  '1.1': NEITHER,
  '1.1.8': { proxiesReadRoots: true },
  '1.2': PROXIES,
  '1.2.9': { renewsRoot: true },
  '1.3': PROXIES,
  '1.3.5': { renewsRoot: true },
  '1.4': like(NEITHER, { renewsRoot: true, proxiesReadRoots: true }),
};

/** What a release does about roots. @throws InvalidSpecError when it is not known */
export const certificateFacts = (version: string): CertificateFacts => rowOf(FACTS, version);
