import type { Dashboard, Panel, Row, Target, Variable } from './model.ts';

/** What a release calls the metrics and labels of the newest one; empty where it has no such thing. */
type Names = Readonly<Record<string, string>>;

/**
 * A dashboard in the metrics of another release. Queries for what it does not have are left out, and with them
 * panels that ask nothing else, and rows that have no other panels.
 */
export function translated(dashboard: Dashboard, names: Names): Dashboard {
  return {
    ...dashboard,
    ...(dashboard.variables !== undefined && { variables: variables(dashboard.variables, names) }),
    rows: dashboard.rows.flatMap((row) => rowIn(row, names)),
  };
}

function rowIn(row: Row, names: Names): Row[] {
  const panels = row.panels.flatMap((panel) => panelIn(panel, names));
  return panels.length === 0 ? [] : [{ ...row, panels }];
}

function panelIn(panel: Panel, names: Names): Panel[] {
  if (panel.targets.length === 0) return [panel];
  const targets = panel.targets.flatMap((target): Target[] => {
    const expr = inNames(target.expr, names);
    return expr === undefined ? [] : [{ ...target, expr }];
  });
  return targets.length === 0 ? [] : [{ ...panel, targets }];
}

const variables = (all: readonly Variable[], names: Names): Variable[] =>
  all.map((variable) => ({ ...variable, query: inNames(variable.query, names) ?? variable.query }));

/** What a histogram is called in queries, for example `_bucket`. */
const PART = /_(bucket|sum|count)$/;

function inNames(expr: string, names: Names): string | undefined {
  const word = /[a-z_][a-z0-9_]*/gi;
  const lacks = (expr.match(word) ?? []).some((found) => nameOf(found, names) === '');
  return lacks ? undefined : expr.replace(word, (found) => nameOf(found, names));
}

function nameOf(word: string, names: Names): string {
  const whole = names[word];
  if (whole !== undefined) return whole;
  const part = PART.exec(word)?.[0] ?? '';
  const base = part === '' ? undefined : names[word.slice(0, -part.length)];
  if (base === undefined) return word;
  return base === '' ? '' : `${base}${part}`;
}
