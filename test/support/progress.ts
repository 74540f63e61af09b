import { PARTS, type Part } from '../../src/core/model/parts.ts';
import type { PassOutcome, Progress } from '../../src/core/pass/outcome.ts';
import { needsOn } from '../../src/core/upgrade/hop.ts';
import { HOP_NEEDS } from '../../charts/index.ts';

/** What parts need of each other in a first installation. */
export const INSTALL_NEEDS = needsOn({ to: '1.4.10', rest: [] }, HOP_NEEDS);

/** A part by its name. */
export const partNamed = (name: string): Part => PARTS.find((part) => part.name === name)!;

/** All that these parts need is open, and they wait. */
export function waitingAt(names: readonly string[], ...missing: string[]): Progress {
  const open = new Set<string>();
  const below = (name: string): void => {
    for (const { part, needs } of INSTALL_NEEDS) {
      if (part !== name || open.has(needs) || names.includes(needs)) continue;
      open.add(needs);
      below(needs);
    }
  };
  names.forEach(below);
  return { open, waits: names.map((name) => ({ part: partNamed(name), missing })) };
}

/** A pass that waits for the gate of one part. */
export const waitingFor = (name: string, ...missing: string[]): PassOutcome => ({
  kind: 'waiting',
  progress: waitingAt([name], ...missing),
});
