/** What a release does about roots, as `certificateFacts` of the charts says it. */
export interface CertificateFacts {
  readonly renewsRoot: boolean;
  readonly proxiesReadRoots: boolean;
}
