/** A ConfigMap that a program of a mesh makes by itself and leaves behind, by its name or by how that begins. */
export type Leftover = ({ readonly name: string } | { readonly prefix: string }) & {
  /** It goes with every deletion, or only where `spec.deletion` says so. */
  readonly goesWith: 'mesh' | 'certificateAuthority';
};
