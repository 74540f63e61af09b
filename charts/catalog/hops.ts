/**
 * Hops on which pilot goes before galley. Galley hands out configuration by name of its collections, and a pilot that
 * asks for one its galley does not know gets none at all: pilot 1.2 asks for rbac authorizationpolicies, which galley
 * 1.3 no longer knows, while pilot 1.3 asks for nothing that galley 1.2 lacks. On all other hops upwards galley goes
 * first; a hop downwards takes the order of the same hop upwards, reversed.
 */
export const PILOT_FIRST: ReadonlySet<string> = new Set(['1.2 > 1.3']);
