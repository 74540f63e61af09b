import type { ByMinor } from './minor.ts';

/** What differs between the ways out of one cluster into others. */
export interface EgressPassage {
  /** It is rendered where the egress gateway is not installed, too. */
  readonly always: boolean;
}

/** charts/gateways/templates/preconfigured.yaml of each line. */
export const EGRESS_PASSAGE: ByMinor<EgressPassage> = {
  '1.0': { always: false },
  '1.1': { always: true },
  '1.2': { always: true },
  '1.3': { always: true },
  '1.4': { always: false },
};
