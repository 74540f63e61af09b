import { createHash } from 'node:crypto';
import { dump } from 'js-yaml';
import { tgzOf } from '../archive.ts';
import { BRIDGE, STARTER, type Program } from './program.ts';
import { downloadOf, type Release } from '../release.ts';

/** The plugin of kubectl, for every platform that has a Node. */
export const pluginArchive = ({ epoch }: Release, { bundle, legal, starter }: Program): Promise<Buffer> =>
  tgzOf([starter, ...legal, ...bundle.filter(({ path }) => path !== BRIDGE)], epoch);

/** What `kubectl krew` reads. @see https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/ */
export function krewManifest(release: Release, archive: string, bytes: Uint8Array): string {
  const manifest = {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'meshwright' },
    spec: {
      version: `v${release.version}`,
      homepage: release.repository,
      shortDescription: 'Install and upgrade classic Istio meshes',
      description:
        'Shows, previews, upgrades, adopts and removes meshes of classic Istio (1.0 to 1.4) that the operator\n' +
        'Meshwright keeps, and reads what their proxies say of themselves.\n',
      caveats: 'Needs Node.js 20 or later on the PATH.\n',
      platforms: [
        {
          // Windows starts no script without an extension.
          selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['darwin', 'linux'] }] },
          uri: downloadOf(release, archive),
          sha256: createHash('sha256').update(bytes).digest('hex'),
          bin: STARTER,
        },
      ],
    },
  };
  return dump(manifest, { lineWidth: 118 });
}
