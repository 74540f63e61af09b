import { HOP_NEEDS, RELEASES } from '../../../charts/index.ts';
import { needsOn, type Routes } from '../../core/upgrade/hop.ts';

/** The hops between the releases of the catalog. */
export const ROUTES: Routes = { releases: RELEASES, needsOn: (hop) => needsOn(hop, HOP_NEEDS) };
