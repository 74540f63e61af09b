import type { Pins } from './image/pins.ts';
import { ARCHITECTURES, NODE_PACKAGES } from './image/pins.ts';
import type { Release } from './release.ts';

/** A file of the release. */
export interface Artifact {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
}

const fromHex = (sha256: string) => ({ sha256 });
const fromIntegrity = (integrity: string) => ({
  sha512: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex'),
});

/** What of the release was downloaded and not written here. */
function materialsOf({ node, debian }: Pins): object[] {
  return ARCHITECTURES.flatMap((architecture) => [
    {
      uri: `pkg:npm/${NODE_PACKAGES[architecture]}@${node.version}`,
      digest: fromIntegrity(node.integrity[architecture]),
    },
    ...debian.map(({ name, version, sha256 }) => ({
      uri: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`,
      digest: fromHex(sha256[architecture]),
    })),
  ]);
}

/**
 * Where the files come from: a statement of in-toto with a predicate of SLSA. Unsigned; it says nothing of the run that
 * built them, because every run builds the same. @see https://slsa.dev/spec/v1.0/provenance
 */
export function provenanceOf(release: Release, artifacts: readonly Artifact[], image?: ImageOrigin): string {
  const { repository, commit, version } = release;
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      ...artifacts.map(({ name, sha256 }) => ({ name, digest: fromHex(sha256) })),
      ...(image === undefined ? [] : [{ name: release.image, digest: fromHex(image.digest.slice('sha256:'.length)) }]),
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${repository}/blob/${commit}/docs/releases.md`,
        externalParameters: { repository, version },
        resolvedDependencies: [
          { uri: `git+${repository}@${commit}`, digest: { gitCommit: commit } },
          ...(image === undefined ? [] : materialsOf(image.pins)),
        ],
      },
      runDetails: { builder: { id: `${repository}/blob/${commit}/.github/workflows/release.yml` } },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}

/** What the image of a release is, and was made of. */
export interface ImageOrigin {
  readonly digest: string;
  readonly pins: Pins;
}
