import type { Manifest } from '../../../src/api/manifest.ts';
import { POLICY_CASES } from './policies/index.ts';
import { QUOTA_OBJECTS } from './quotas.ts';
import { REPORTED } from './reported.ts';
import { WORLD } from './request.ts';

/** The kinds that a conversion makes, each of them from one of GOLDEN_MESHES. */
export const CONVERTED_KINDS = [
  'AuthorizationPolicy',
  'EnvoyFilter',
  'PeerAuthentication',
  'RequestAuthentication',
  'Telemetry',
];

/** Meshes of which tests say what they become, with the Services of WORLD. */
export const GOLDEN_MESHES: readonly (readonly Manifest[])[] = [
  ...POLICY_CASES.map(({ policies }) => policies),
  REPORTED,
  QUOTA_OBJECTS,
].map((objects) => [...WORLD, ...objects]);
