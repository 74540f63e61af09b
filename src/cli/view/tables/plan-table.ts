import type { Plan, PlannedHop, Step } from '../../../core/upgrade/plan.ts';

const HEAD = ['STEP', 'NEEDS', 'COMPONENTS', 'GATE', 'DEADLINE', 'BACK', 'WHY'];

/** A plan as text for people: one table per hop. */
export function planTable({ from, to, hops }: Plan): string {
  if (hops.length === 0) return `Istio ${to} is installed: nothing to do.\n`;
  const path = [...(from === undefined ? [] : [from]), ...hops.map((hop) => hop.to)];
  const title = from === undefined ? `Istio ${to}, from nothing` : path.join(' > ');
  return `${[title, ...hops.map(hopTable)].join('\n\n')}\n`;
}

function hopTable({ from, to, steps }: PlannedHop, i: number): string {
  const title = `Hop ${i + 1}: ${from === undefined ? to : `${from} > ${to}`}`;
  return [title, ...aligned([HEAD, ...steps.map(rowOf)])].join('\n');
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

/** Columns as wide as their widest cell, three blanks between them, as kubectl prints them. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 3))
      .join('')
      .trimEnd(),
  );
}
