import { createHash } from 'node:crypto';
import { gzip, tarOf, type Archived } from '../archive.ts';

/** Bytes with their digest, as an image refers to them. */
export interface Blob {
  readonly mediaType: string;
  /** `sha256:` and hexadecimal digits. */
  readonly digest: string;
  readonly bytes: Buffer;
}

/** A layer of an image. */
export interface Layer extends Blob {
  /** Digest of what is zipped. */
  readonly diffId: string;
}

/** The digest of bytes, as OCI writes it. */
const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Bytes as a blob. */
export const blobOf = (mediaType: string, bytes: Buffer): Blob => ({ mediaType, digest: digestOf(bytes), bytes });

/** A document of OCI as a blob. */
export const jsonBlob = (mediaType: string, document: object): Blob =>
  blobOf(mediaType, Buffer.from(JSON.stringify(document)));

/** A layer with these files; `epoch` is the time of all, in seconds since 1970. */
export async function layerOf(files: readonly Archived[], epoch: number): Promise<Layer> {
  const tar = await tarOf(files, epoch);
  return { ...blobOf('application/vnd.oci.image.layer.v1.tar+gzip', gzip(tar)), diffId: digestOf(tar) };
}

/** What refers to a blob. */
export const descriptorOf = ({ mediaType, digest, bytes }: Blob) => ({ mediaType, digest, size: bytes.length });
