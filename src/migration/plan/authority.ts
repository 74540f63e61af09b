import type { ResolvedSpec } from '../../api/resolved.ts';
import { CA_SECRET, SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import { readCaSecret } from '../../core/readiness/certificates.ts';
import type { MeshView } from '../assess/mesh-view.ts';

/** The authority of a mesh, as far as certificates tell: its key is not looked at. */
export interface Authority {
  readonly secret: typeof CA_SECRET | typeof SUPPLIED_CA_SECRET;
  /** When the first certificate from what signs to the root ends; missing where it was not read. */
  readonly ends?: Date;
  /** So many whole days from now. */
  readonly days?: number;
  /** Why its certificates do not serve. */
  readonly problem?: string;
}

const DAY_MS = 86_400_000;

/** Citadel signs with its own authority, or with one that was supplied. */
export function authorityIn({ of }: MeshView, { namespace, components }: ResolvedSpec, now: Date): Authority {
  const secret = components.citadel.selfSigned ? CA_SECRET : SUPPLIED_CA_SECRET;
  const found = of('Secret').find(({ metadata }) => metadata.name === secret && metadata.namespace === namespace);
  if (found === undefined) return { secret };
  const reading = readCaSecret(found, now);
  if (!reading.ok) return { secret, problem: reading.problem };
  const ends = new Date(Math.min(reading.expires.getTime(), reading.rootExpires.getTime()));
  return { secret, ends, days: Math.floor((ends.getTime() - now.getTime()) / DAY_MS) };
}
