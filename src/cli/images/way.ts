import { imagesOf, mirrored, render, resolve, wholeReference, type Mesh } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import { InvalidSpecError } from '../../api/errors.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { nextHop } from '../../core/upgrade/hop.ts';
import { ROUTES } from '../../operator/pass/routes.ts';

/** A mesh, and what of it is there already. */
export interface AskedMesh {
  readonly name: string;
  readonly spec: MeshInstallSpec;
  /** Missing where nothing is installed. */
  readonly installed?: string;
  readonly capabilities: Capabilities;
  /** The operator whose image is that of bridges; that of this release without one. */
  readonly operator?: Pick<Mesh, 'operatorNamespace' | 'operatorImage'>;
}

/** Where images are pulled from instead, by registry and folder. */
export type Mirrors = Readonly<Record<string, string>>;

/** An image that a mesh needs, now or on its way. */
export interface ListedImage {
  /** Where it comes from. */
  readonly image: string;
  /** Where nodes pull it from, if that is another place. */
  readonly mirror?: string;
  /** Of the index of all architectures, as its registry has it; only where asked for. */
  readonly digest?: string;
  /** Components and gateways, and `sidecars`. */
  readonly usedBy: readonly string[];
  /** Releases of Istio that need it, in the order in which they are installed. */
  readonly releases: readonly string[];
}

/** The mesh at every stop of the way, its images where they come from. */
function stopsOf({ name, spec, installed, capabilities, operator }: AskedMesh): Mesh[] {
  const { to, rest } = nextHop(installed, spec.version, ROUTES.releases);
  const images = { ...spec.images, mirrors: {} };
  return [to, ...rest].map((version) => {
    const resolved = resolve({ ...spec, version, images });
    return { name, spec: resolved, capabilities, ...operator };
  });
}

/** Every object of the mesh at every stop of the way. @throws InvalidSpecError like imagesOnTheWay */
export const objectsOnTheWay = (asked: AskedMesh): Manifest[] => stopsOf(asked).flatMap(render);

/**
 * Every image of a mesh: of the release that is asked for and, where another one is installed, of all stops of the way
 * there. @throws InvalidSpecError when a stop does not have an option that is asked for
 */
export function imagesOnTheWay(asked: AskedMesh): ListedImage[] {
  const listed = new Map<string, { usedBy: Set<string>; releases: string[] }>();
  for (const mesh of stopsOf(asked)) {
    for (const { image, usedBy } of imagesOf(mesh)) {
      const entry = listed.get(wholeReference(image)) ?? { usedBy: new Set(), releases: [] };
      for (const user of usedBy) entry.usedBy.add(user);
      listed.set(wholeReference(image), { ...entry, releases: [...entry.releases, mesh.spec.version] });
    }
  }
  return [...listed.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([image, { usedBy, releases }]) => ({ image, usedBy: [...usedBy].sort(), releases }));
}

/** A mirror for all these images, or for those of one registry or folder. @throws InvalidSpecError when it has none */
export function mirrorsTo(to: string, from: string | undefined, listed: readonly ListedImage[]): Mirrors {
  const target = to.replace(/\/+$/, '');
  const registries = [...new Set(listed.map(({ image }) => image.slice(0, image.indexOf('/'))))];
  if (from === undefined) return Object.fromEntries(registries.map((registry) => [registry, target]));
  const source = from.replace(/\/+$/, '');
  if (listed.some(({ image }) => image.startsWith(`${source}/`))) return { [source]: target };
  const message = `no image of the mesh comes from there; its registries are ${registries.join(', ')}.`;
  throw new InvalidSpecError([{ field: '--from', value: from, message }]);
}

/** The images with the places where nodes pull them from. */
export const throughMirrors = (listed: readonly ListedImage[], mirrors: Mirrors): ListedImage[] =>
  listed.map((entry) => {
    const mirror = mirrored(entry.image, mirrors);
    return mirror === entry.image ? entry : { ...entry, mirror };
  });
