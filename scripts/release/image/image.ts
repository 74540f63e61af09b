import { tarOf, under } from '../archive.ts';
import { OLDER_NODE, type Program } from '../program/program.ts';
import type { Release } from '../release.ts';
import { IMAGE_USER, type Base } from './base.ts';
import { descriptorOf, jsonBlob, layerOf, type Blob, type Layer } from './layer.ts';
import { ARCHITECTURES, type Architecture } from './pins.ts';

/** An image for every architecture. */
export interface Image {
  /** Of the index of all architectures: what installs the operator refers to this. */
  readonly digest: string;
  /** An OCI layout as a tar archive. */
  readonly archive: Buffer;
}

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

const annotationsOf = ({ version, commit, repository, epoch }: Release): Readonly<Record<string, string>> => ({
  'org.opencontainers.image.created': timeOf(epoch),
  'org.opencontainers.image.licenses': 'Apache-2.0',
  'org.opencontainers.image.revision': commit,
  'org.opencontainers.image.source': repository,
  'org.opencontainers.image.title': 'meshwright',
  'org.opencontainers.image.version': version,
});

const timeOf = (epoch: number): string => `${new Date(epoch * 1000).toISOString().slice(0, -'.000Z'.length)}Z`;

/** What the Dockerfile says as well. */
const configOf = (release: Release, architecture: Architecture, layers: readonly Layer[]): object => ({
  created: timeOf(release.epoch),
  architecture,
  os: 'linux',
  config: {
    User: IMAGE_USER,
    Env: ['PATH=/nodejs/bin', 'NODE_ENV=production'],
    Entrypoint: ['/nodejs/bin/node', '/app/meshwright.mjs'],
    Cmd: ['run'],
    WorkingDir: '/app',
    Labels: annotationsOf(release),
  },
  rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  history: ['libraries of Debian', 'Node', 'Meshwright'].map((comment) => ({
    created: timeOf(release.epoch),
    comment,
  })),
});

/** The image of the operator and of the bridge: the bundle above a base, as one archive for both architectures. */
export async function imageOn(base: Base, release: Release, program: Program): Promise<Image> {
  const files = [...program.bundle.filter(({ path }) => path !== OLDER_NODE), ...program.legal];
  const ours = await layerOf(under('app', files), release.epoch);
  const blobs: Blob[] = [ours];
  const manifests = ARCHITECTURES.map((architecture) => {
    const layers = [...base[architecture], ours];
    const config = jsonBlob(CONFIG, configOf(release, architecture, layers));
    const manifest = jsonBlob(MANIFEST, {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: descriptorOf(config),
      layers: layers.map(descriptorOf),
      annotations: annotationsOf(release),
    });
    blobs.push(...base[architecture], config, manifest);
    return { ...descriptorOf(manifest), platform: { architecture, os: 'linux' } };
  });
  const index = jsonBlob(INDEX, {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests,
    annotations: annotationsOf(release),
  });
  return { digest: index.digest, archive: await layoutOf([...blobs, index], index, release) };
}

/** @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
function layoutOf(blobs: readonly Blob[], index: Blob, { version, epoch }: Release): Promise<Buffer> {
  const annotations = { 'org.opencontainers.image.ref.name': version };
  const root = { schemaVersion: 2, mediaType: INDEX, manifests: [{ ...descriptorOf(index), annotations }] };
  const unique = new Map(blobs.map(({ digest, bytes }) => [digest, bytes]));
  return tarOf(
    [
      { path: 'oci-layout', body: JSON.stringify({ imageLayoutVersion: '1.0.0' }) },
      { path: 'index.json', body: JSON.stringify(root) },
      ...[...unique].map(([digest, body]) => ({ path: `blobs/${digest.replace(':', '/')}`, body })),
    ],
    epoch,
  );
}
