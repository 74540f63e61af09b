import { RELEASES } from '../catalog/releases.ts';
import { MINORS } from '../catalog/minor.ts';

/**
 * The release that a chart version, an image tag or a range means: itself (`1.4.3`, `v1.4.3-distroless`), or the newest
 * of its line where it names no patch (`1.4-dev`, `1.4.x`, `~1.4.0`). Undefined for what is none of ours.
 */
export function releaseOf(text: string): string | undefined {
  const [, range, minor, patch] = FORM.exec(text.trim()) ?? [];
  const line = MINORS.find((each) => each === minor);
  if (line === undefined) return undefined;
  if (patch === undefined || range === '~') return RELEASES.findLast((release) => release.startsWith(`${line}.`));
  return RELEASES.find((release) => release === `${line}.${patch}`);
}

/** A branch or tag of Git, or a range of one line, then the numbers, then a suffix. */
const FORM = /^(?:refs\/)?(?:tags\/|heads\/)?(?:release-)?([~=]?)v?(\d+\.\d+)(?:\.(\d+))?(?:\.[x*]|-[\w.-]*)?$/;
