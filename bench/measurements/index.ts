import type { Measurement } from '../measurement.ts';
import { fleetUpgrade } from './fleet-upgrade.ts';
import { install } from './install.ts';
import { meshes } from './meshes.ts';
import { proxies } from './proxies.ts';
import { pulls } from './pulls.ts';
import { rendering } from './rendering.ts';
import { repair } from './repair.ts';
import { rest } from './rest.ts';
import { upgrade } from './upgrade.ts';

/** Everything that is measured, the shortest first. */
export const MEASUREMENTS: readonly Measurement[] = [
  rendering,
  install,
  pulls,
  upgrade,
  repair,
  rest,
  meshes,
  fleetUpgrade,
  proxies,
];
