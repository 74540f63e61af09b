import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tgzOf, under } from './archive.ts';
import { filesIn, replaceEvery } from './files.ts';
import type { Release } from './release.ts';

/** Everything that names the image does so once, as `NAME:VERSION` of package.json. */
export interface Declared {
  readonly name: string;
  readonly version: string;
}

/** A reference to the image: by digest where one was built, else by tag. */
const imageOf = ({ image, version }: Release, digest: string | undefined): string =>
  digest === undefined ? `${image}:${version}` : `${image}@${digest}`;

/** Text of a file that installs the operator, with the image of the release. */
export async function installFile(
  release: Release,
  declared: Declared,
  path: string,
  digest?: string,
): Promise<string> {
  const text = await readFile(join(release.root, path), 'utf8');
  const label = 'app.kubernetes.io/version: ';
  const labelled = replaceEvery(text, `${label}${declared.version}\n`, `${label}${release.version}\n`);
  return replaceEvery(labelled, `: ${declared.name}:${declared.version}\n`, `: ${imageOf(release, digest)}\n`);
}

/** The Helm chart as an archive, with the image of the release in its values. */
export async function chartArchive(release: Release, declared: Declared, digest?: string): Promise<Buffer> {
  const { image, version, epoch, root } = release;
  const edit: Readonly<Record<string, (text: string) => string>> = {
    'Chart.yaml': (text) =>
      [`\nversion: `, `\nappVersion: `].reduce(
        (edited, key) => replaceEvery(edited, `${key}${declared.version}\n`, `${key}${version}\n`),
        text,
      ),
    'values.yaml': (text) => {
      const named = replaceEvery(text, `  repository: ${declared.name}\n`, `  repository: ${image}\n`);
      return digest === undefined ? named : replaceEvery(named, `  digest: ''\n`, `  digest: ${digest}\n`);
    },
  };
  const files = (await filesIn(join(root, 'deploy/helm/meshwright'))).map((file) => {
    const edited = edit[file.path]?.(Buffer.from(file.body).toString('utf8'));
    return edited === undefined ? file : { ...file, body: edited };
  });
  return tgzOf(under('meshwright', files), epoch);
}

/** The kustomize base with its components as an archive, with the image of the release in the base. */
export async function kustomizeArchive(release: Release, declared: Declared, digest?: string): Promise<Buffer> {
  const base = await installFile(release, declared, 'deploy/kustomize/base/install.yaml', digest);
  const files = await filesIn(join(release.root, 'deploy/kustomize'));
  const edited = files.map((file) => (file.path === 'base/install.yaml' ? { ...file, body: base } : file));
  return tgzOf(under('meshwright', edited), release.epoch);
}
