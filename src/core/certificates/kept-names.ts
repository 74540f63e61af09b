/** The Secret with the authority that a mesh changes to. */
export const NEXT_AUTHORITY = 'istio-ca-next';

/** Secrets that keep an authority that signed before are called so, and after the certificate that signed. */
export const PREVIOUS_AUTHORITY = 'istio-ca-previous-';

/** True for the names of Secrets that a change of the root left: each holds a private key. */
export const keepsAuthority = (name: string): boolean => name === NEXT_AUTHORITY || name.startsWith(PREVIOUS_AUTHORITY);
