/** What one hop upwards needs that others do not; a hop downwards needs the same of it the other way round. */
export interface HopNeed {
  /** Both minors, as `1.2 > 1.3`. */
  readonly hop: string;
  readonly part: string;
  readonly needs: string;
  /** Why, as people read it in a plan. */
  readonly why: string;
}

/**
 * Galley hands out configuration by name of its collections, and a pilot that asks for one its galley does not know
 * gets none at all: pilot 1.2 asks for rbac authorizationpolicies, which galley 1.3 no longer knows, while pilot 1.3
 * asks for nothing that galley 1.2 lacks. On all other hops upwards pilot needs galley.
 */
export const HOP_NEEDS: readonly HopNeed[] = [
  {
    hop: '1.2 > 1.3',
    part: 'galley',
    needs: 'pilot',
    why: 'pilot 1.2 asks galley for names that galley 1.3 does not know',
  },
];
