import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseIn } from './image/base.ts';
import { imageOn } from './image/image.ts';
import { readPins } from './image/pins.ts';
import { chartArchive, installFile, kustomizeArchive, type Declared } from './manifests.ts';
import { npmPackage } from './program/npm-package.ts';
import { krewManifest, pluginArchive } from './program/plugin.ts';
import { buildProgram, type Program } from './program/program.ts';
import { provenanceOf, type Artifact } from './provenance.ts';
import type { Release } from './release.ts';
import { sbomOf } from './sbom.ts';

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function artifact(name: string, content: Uint8Array | string): Artifact {
  const bytes = Buffer.from(content);
  return { name, bytes, sha256: sha256Of(bytes) };
}

/** What people install, by any way. */
async function installables(release: Release, declared: Declared, program: Program, digest?: string) {
  const { root, version } = release;
  const plugin = `kubectl-meshwright-${version}.tar.gz`;
  const archive = await pluginArchive(release, program);
  return [
    artifact(`meshwright-npm-${version}.tgz`, await npmPackage(release, program)),
    artifact(plugin, archive),
    artifact('meshwright.yaml', krewManifest(release, plugin, archive)),
    artifact(`meshwright-chart-${version}.tgz`, await chartArchive(release, declared, digest)),
    artifact(`meshwright-kustomize-${version}.tar.gz`, await kustomizeArchive(release, declared, digest)),
    artifact('install.yaml', await installFile(release, declared, 'deploy/kustomize/base/install.yaml', digest)),
    artifact('operator.yaml', await installFile(release, declared, 'deploy/operator.yaml', digest)),
    artifact('crds.yaml', await readFile(join(root, 'crds/meshinstalls.yaml'))),
  ];
}

/** The lines that `sha256sum --check` reads. */
const checksumsOf = (artifacts: readonly Artifact[]): string =>
  artifacts.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');

/**
 * Every file of a release, sorted by name. The same commit gives the same bytes.
 * @param cache folder for the base of the image; without it there is no image
 * @throws ReleaseError when something cannot be built
 */
export async function artifactsOf(release: Release, declared: Declared, cache?: string): Promise<Artifact[]> {
  const program = await buildProgram(release.root, release.version);
  const image = cache === undefined ? undefined : await imageOn(await baseIn(cache), release, program);
  const pins = image && (await readPins());
  const built = [
    ...(await installables(release, declared, program, image?.digest)),
    ...(image === undefined ? [] : [artifact(`meshwright-image-${release.version}.tar`, image.archive)]),
    artifact('sbom.cdx.json', await sbomOf(release, program.packages, pins)),
  ].sort(byName);
  const origin = image && pins && { digest: image.digest, pins };
  const all = [...built, artifact('provenance.intoto.json', provenanceOf(release, built, origin))].sort(byName);
  return [...all, artifact('SHA256SUMS', checksumsOf(all))];
}

const byName = (a: Artifact, b: Artifact): number => (a.name < b.name ? -1 : 1);
