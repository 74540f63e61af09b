import { PILOT_FIRST, RELEASES } from '../../../charts/index.ts';
import { waveOrder, type Routes } from '../../core/upgrade/hop.ts';

/** The hops between the releases of the catalog. */
export const ROUTES: Routes = { releases: RELEASES, orderOf: (hop) => waveOrder(hop, PILOT_FIRST) };
