import type { Manifest } from '../../api/manifest.ts';
import { describeObject } from '../model/object-id.ts';

interface PodSpec {
  readonly containers?: readonly { readonly name: string; readonly image?: string }[];
}

const containersOf = (workload: Manifest): NonNullable<PodSpec['containers']> =>
  (workload['spec'] as { template?: { spec?: PodSpec } } | undefined)?.template?.spec?.containers ?? [];

/** The tag of an image; none where it has only a digest. */
const tagOf = (image = ''): string => /:([\w][\w.-]*)(@|$)/.exec(image)?.[1] ?? '';

/**
 * The classic release that a tag names, with whatever is behind it: `1.4.10-distroless`; or only its line, as in what the
 * charts come with: `1.4-dev`, `release-1.1-latest-daily`.
 */
const releaseOf = (tag: string): string | undefined => /^(?:release-)?(1\.[0-4](?:\.\d+)?)(?![.\d])/.exec(tag)?.[1];

const agrees = (found: string, version: string): boolean => `${version}.`.startsWith(`${found}.`);

/** Pods of another release than the one that is to be installed. */
export interface OtherRelease {
  readonly object: Manifest;
  readonly release: string;
}

/**
 * Workloads that run another release of Istio than the rendered ones would. Images without a release in their tag
 * cannot be told, and are taken for what is asked for; so are add-ons, which have versions of their own.
 */
export function otherReleases(
  pairs: readonly { readonly manifest: Manifest; readonly live: Manifest }[],
  version: string,
): OtherRelease[] {
  return pairs.flatMap(({ manifest, live }) => {
    const istio = containersOf(manifest).filter(({ image }) => releaseOf(tagOf(image)) === version);
    const releases = istio.flatMap(({ name }) => {
      const found = containersOf(live).find((container) => container.name === name);
      return releaseOf(tagOf(found?.image)) ?? [];
    });
    const release = releases.find((found) => !agrees(found, version));
    return release === undefined ? [] : [{ object: manifest, release }];
  });
}

/** Why a mesh of another release is not taken over, and how it can be. */
export function describeOtherReleases(found: readonly OtherRelease[], version: string): string {
  const [first] = found;
  const more = found.length > 1 ? ` and ${found.length - 1} more run` : ' runs';
  return first === undefined
    ? ''
    : `${describeObject(first.object)}${more} Istio ${first.release}, not ${version}; set spec.version to what is there, and edit it when the mesh is taken over`;
}
