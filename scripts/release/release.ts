/** What is released, known before anything is built. */
export interface Release {
  /** Folder of the repository. */
  readonly root: string;
  readonly version: string;
  readonly commit: string;
  /** Seconds since 1970: the time of every file. */
  readonly epoch: number;
  /** Where the sources and the releases are, as https://HOST/OWNER/NAME. */
  readonly repository: string;
  /** Repository of the image, with its registry. */
  readonly image: string;
}

/** Where a file of the release can be downloaded when it is published. */
export const downloadOf = ({ repository, version }: Release, file: string): string =>
  `${repository}/releases/download/v${version}/${file}`;
