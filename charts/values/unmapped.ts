/** A value of the file that did not get into the MeshInstall. */
export interface Unmapped {
  /** Key as it is written in the file, for example `global.proxy.image`. */
  readonly key: string;
  /** As it is in the file. It may be a password: whoever prints it masks what is called like one. */
  readonly value: unknown;
  /** Why not, and what to do instead. */
  readonly message: string;
}
