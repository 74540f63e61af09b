import type { Plan, PlannedHop, Step } from '../../../core/upgrade/plan.ts';
import { table } from './table.ts';

const HEAD = ['STEP', 'NEEDS', 'COMPONENTS', 'GATE', 'DEADLINE', 'BACK', 'WHY'];

/**
 * A plan as text for people: one table per hop.
 * @param width where lines are broken; a pipe has no width
 */
export function planTable({ from, to, hops }: Plan, width?: number): string {
  if (hops.length === 0) return `Istio ${to} is installed: nothing to do.\n`;
  const path = [...(from === undefined ? [] : [from]), ...hops.map((hop) => hop.to)];
  const title = from === undefined ? `Istio ${to}, from nothing` : path.join(' > ');
  return `${title}\n\n${hops.map((hop, i) => hopTable(hop, i, width)).join('\n')}`;
}

function hopTable({ from, to, steps }: PlannedHop, i: number, width: number | undefined): string {
  const title = `Hop ${i + 1}: ${from === undefined ? to : `${from} > ${to}`}`;
  return `${title}\n${table(HEAD, steps.map(rowOf), width)}`;
}

const rowOf = ({ name, needs, components, gate, deadline = '-', reason, reversible }: Step): string[] => [
  name,
  needs.length === 0 ? '-' : needs.join(','),
  components.length === 0 ? '-' : components.join(','),
  gate,
  deadline,
  reversible ? 'yes' : 'kept',
  reason,
];
