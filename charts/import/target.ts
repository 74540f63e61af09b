import { PROFILES } from '../../src/api/spec/index.ts';
import { RELEASES } from '../catalog/releases.ts';
import type { ValuesTarget } from '../values/mesh-install.ts';
import { ImportError } from './errors.ts';
import type { Reading, Said } from './reading.ts';
import { releaseOf } from './release.ts';

/** What a mesh is imported as, and what people have to know about how that was found. */
export interface Target extends ValuesTarget {
  readonly namespace: Said | undefined;
  readonly remarks: readonly string[];
}

/**
 * Release, profile and namespace: as wanted, else as the last document says that says something.
 * @throws ImportError when nothing says the release
 */
export function targetOf(readings: readonly Reading[], wanted: Partial<ValuesTarget>): Target {
  const last = (what: 'release' | 'profile' | 'namespace'): Said | undefined =>
    readings.findLast((reading) => reading[what] !== undefined)?.[what];
  const { version, remarks } = versionOf(last('release'), wanted.version);
  const profile = PROFILES.find((name) => name === last('profile')?.text);
  return { version, profile: wanted.profile ?? profile ?? 'default', namespace: last('namespace'), remarks };
}

function versionOf(said: Said | undefined, wanted: string | undefined): Pick<Target, 'version' | 'remarks'> {
  const found = said && releaseOf(said.means ?? said.text);
  const quoted = said === undefined ? '' : `${said.place}: ${JSON.stringify(said.text)}`;
  if (wanted !== undefined) {
    const isOther = found !== undefined && found !== wanted;
    return { version: wanted, remarks: isOther ? [`${quoted}: --version ${wanted} counts more`] : [] };
  }
  if (found !== undefined)
    return { version: found, remarks: said?.text === found ? [] : [`${quoted}: taken for ${found}`] };
  const why = said === undefined ? 'nothing says which release it is' : `${quoted}: no release of Istio 1.0 to 1.4`;
  throw new ImportError(`${why}; say it with --version, for example --version ${RELEASES.at(-1) ?? ''}`);
}
