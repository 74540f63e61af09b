import { createHash } from 'node:crypto';
import type { BundledPackage } from './program/licenses.ts';
import type { Architecture, Pins } from './image/pins.ts';
import type { Release } from './release.ts';
import { npm } from './run.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

/** What `npm sbom` writes, as far as it is edited. */
interface Bom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

const idOf = ({ name, version }: Pick<BundledPackage, 'name' | 'version'>): string => `${name}@${version}`;

/** A UUID that follows from a text, of the version for those that nobody registered. */
function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const [a, b, c, d, e] = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(13, 16),
    digits.slice(17, 20),
    digits.slice(20),
  ];
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

/** What the image has beside the program. */
function baseComponents({ node, debian }: Pins): object[] {
  const hash = (digests: Readonly<Record<Architecture, string>>, prefix: string) =>
    Object.entries(digests).map(([architecture, digest]) => ({ name: `${prefix}:${architecture}`, value: digest }));
  return [
    {
      'bom-ref': `node@${node.version}`,
      type: 'platform',
      name: 'node',
      version: node.version,
      purl: `pkg:generic/node@${node.version}`,
      properties: hash(node.integrity, 'meshwright:npm:integrity'),
    },
    ...debian.map(({ name, version, sha256 }) => ({
      'bom-ref': `${name}@${version}`,
      type: 'library',
      name,
      version,
      purl: `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?distro=debian-12`,
      properties: hash(sha256, 'meshwright:deb:sha256'),
    })),
  ];
}

/**
 * The bill of materials as CycloneDX, by npm, of what is in the bundle rather than of all that is installed. Its number
 * and time follow from the commit, where npm would make them up.
 */
export async function sbomOf(release: Release, packages: readonly BundledPackage[], pins?: Pins): Promise<string> {
  const text = await npm(['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], { cwd: release.root });
  const bom = JSON.parse(text) as Bom;
  const bundled = new Set(packages.map(idOf));
  const components = bom.components.filter((component) => bundled.has(idOf(component)));
  const refs = new Set(components.map((component) => component['bom-ref']));
  const root = bom.metadata.component['bom-ref'];
  const id = `meshwright@${release.version}`;
  const base = pins === undefined ? [] : baseComponents(pins);
  const dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
  const edited = {
    ...bom,
    serialNumber: `urn:uuid:${uuidOf(`${id} ${release.commit}`)}`,
    metadata: {
      ...bom.metadata,
      timestamp: new Date(release.epoch * 1000).toISOString(),
      component: {
        ...bom.metadata.component,
        'bom-ref': id,
        name: 'meshwright',
        version: release.version,
        purl: `pkg:npm/${id}`,
        properties: [],
      },
    },
    components: [...components, ...base],
    dependencies: [
      {
        ref: id,
        dependsOn: (bom.dependencies.find(({ ref }) => ref === root)?.dependsOn ?? []).filter((each) => refs.has(each)),
      },
      ...dependencies,
    ],
  };
  return `${JSON.stringify(edited, null, 2)}\n`;
}
