import type { ByMinor } from './minor.ts';

/** What differs between the citadels of the release lines. */
export interface CitadelFacts {
  readonly image: string;
  /** Environment that the chart always sets. */
  readonly env: Readonly<Record<string, string>>;
}

/** charts/security of each line. */
export const CITADEL: ByMinor<CitadelFacts> = {
  '1.4': { image: 'citadel', env: { CITADEL_ENABLE_NAMESPACES_BY_DEFAULT: 'true' } },
};
