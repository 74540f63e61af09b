import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { load } from 'js-yaml';

/** One series at one moment. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What was scraped, oldest first; times in seconds. */
export type Scrapes = readonly { readonly at: number; readonly samples: ReadonlyMap<string, readonly Sample[]> }[];

/** An alerting rule, as far as it decides when it fires. */
interface Rule {
  readonly expr: string;
  readonly for?: string;
}

/** A rule of docs/alerts.yaml. */
interface Alert extends Rule {
  readonly alert: string;
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

const { groups } = load(readFileSync('docs/alerts.yaml', 'utf8')) as { groups: { rules: Alert[] }[] };

/** The rules of docs/alerts.yaml. */
export const alerts: readonly Alert[] = groups.flatMap(({ rules }) => rules);

type Node = ReturnType<typeof parser.parse>['topNode'];
type Value = number | readonly Sample[];

/** Where an expression is no PromQL, as Prometheus' own grammar has it; empty where it is. */
export function syntaxErrors(expr: string): string[] {
  const errors: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}: ${JSON.stringify(expr.slice(from, to + 10))}`);
    },
  });
  return errors;
}

/** The samples of Prometheus' text format, by name. */
export function samplesOf(text: string): Map<string, Sample[]> {
  const lines = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => {
    const pairs = [...labels.matchAll(/(\w+)="((?:\\.|[^"\\])*)"/g)].map(([, label = '', said = '']) => [label, said]);
    return { name, sample: { labels: Object.fromEntries(pairs) as Sample['labels'], value: Number(value) } };
  });
  return new Map([...Map.groupBy(lines, ({ name }) => name)].map(([name, all]) => [name, all.map((l) => l.sample)]));
}

/** The series for which a rule fires at a moment: those that its expression has had for as long as it asks for. */
export function firing({ expr, for: pending = '0s' }: Rule, scrapes: Scrapes, at: number): readonly Sample[] {
  const since = at - seconds(pending);
  const moments = scrapes.map((scrape) => scrape.at).filter((moment) => moment >= since && moment <= at);
  const [last = [], ...before] = [...new Set([at, ...moments.reverse(), since])].map((moment) =>
    vector(evaluate(expr, scrapes, moment)),
  );
  return last.filter(({ labels }) => before.every((then) => then.some((one) => sameLabels(one.labels, labels))));
}

/** A part of PromQL: what rules and dashboards of ours use. @throws Error for anything else */
function evaluate(expr: string, scrapes: Scrapes, at: number): Value {
  const errors = syntaxErrors(expr);
  if (errors.length > 0) throw new Error(errors.join());
  return valueOf(parser.parse(expr).topNode.firstChild!, { expr, scrapes, at });
}

interface Context {
  readonly expr: string;
  readonly scrapes: Scrapes;
  readonly at: number;
}

const EVALUATORS: Readonly<Record<string, (node: Node, context: Context) => Value>> = {
  NumberDurationLiteral: (node, { expr }) => Number(text(node, expr)),
  ParenExpr: (node, context) => valueOf(node.firstChild!, context),
  VectorSelector: (node, context) => selected(node, context, context.at),
  OffsetExpr: (node, context) =>
    valueOf(node.firstChild!, { ...context, at: context.at - seconds(text(node.lastChild!, context.expr)) }),
  FunctionCall: called,
  AggregateExpr: aggregated,
  BinaryExpr: combined,
};

function valueOf(node: Node, context: Context): Value {
  const evaluator = EVALUATORS[node.name];
  if (evaluator === undefined) throw new Error(`${node.name} is not known here: ${text(node, context.expr)}`);
  return evaluator(node, context);
}

const text = ({ from, to }: Node, expr: string): string => expr.slice(from, to);

/** Older samples than this are forgotten, as Prometheus does. */
const LOOKBACK = 300;

function selected(node: Node, { expr, scrapes }: Context, at: number): Sample[] {
  const name = text(node.getChild('Identifier')!, expr);
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const latest = scrapes.findLast((scrape) => scrape.at <= at && scrape.at > at - LOOKBACK - 1);
  const matches = ({ labels }: Sample): boolean =>
    matchers.every((matcher) => {
      const [label = '', op = '', quoted = ''] = [
        matcher.firstChild!,
        matcher.firstChild!.nextSibling!,
        matcher.lastChild!,
      ].map((part) => text(part, expr));
      const wanted = JSON.parse(quoted) as string;
      const isLike = op.endsWith('~')
        ? new RegExp(`^(?:${wanted})$`).test(labels[label] ?? '')
        : labels[label] === wanted;
      return op.startsWith('!') ? !isLike : isLike;
    });
  return (latest?.samples.get(name) ?? []).filter(matches);
}

function called(node: Node, context: Context): Value {
  const name = text(node.firstChild!, context.expr);
  const [argument] = [node.getChild('FunctionCallBody')?.firstChild].filter((child) => child != null);
  if (name === 'time') return context.at;
  if (name === 'absent') return vector(valueOf(argument!, context)).length > 0 ? [] : [{ labels: {}, value: 1 }];
  if (name === 'increase' || name === 'rate') {
    const window = seconds(text(argument!.lastChild!, context.expr));
    const divisor = name === 'rate' ? window : 1;
    return increases(argument!.firstChild!, context, window).map(({ labels, value }) => ({
      labels,
      value: value / divisor,
    }));
  }
  throw new Error(`${name}() is not known here`);
}

/** How much counters grew within the window; one that begins anew counts from 0, one of which there is one value not at all. */
function increases(selector: Node, context: Context, window: number): Sample[] {
  const moments = context.scrapes.filter(({ at }) => at > context.at - window && at <= context.at);
  const points = moments.flatMap(({ at }) => selected(selector, { ...context, at }, at));
  return [...Map.groupBy(points, ({ labels }) => JSON.stringify(labels)).values()]
    .filter((series) => series.length > 1)
    .map((series) => ({
      labels: series[0]!.labels,
      value: series.slice(1).reduce((sum, { value }, i) => {
        const before = series[i]!.value;
        return sum + (value < before ? value : value - before);
      }, 0),
    }));
}

const AGGREGATIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  count: (values) => values.length,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
};

function aggregated(node: Node, context: Context): Sample[] {
  const aggregate = AGGREGATIONS[text(node.getChild('AggregateOp')!, context.expr)];
  const by = labelsIn(node.getChild('AggregateModifier'), context);
  const inner = vector(valueOf(node.getChild('FunctionCallBody')!.firstChild!, context));
  const groups = Map.groupBy(inner, ({ labels }) => JSON.stringify(only(labels, by)));
  return [...groups.values()].map((members) => ({
    labels: only(members[0]!.labels, by),
    value: aggregate!(members.map(({ value }) => value)),
  }));
}

const labelsIn = (modifier: Node | null, { expr }: Context): string[] =>
  (modifier?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []).map((label) => text(label, expr));

const only = (labels: Sample['labels'], names: readonly string[]): Sample['labels'] =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

function combined(node: Node, context: Context): Value {
  const operator = text(node.firstChild!.nextSibling!, context.expr);
  const [left, right] = [valueOf(node.firstChild!, context), valueOf(node.lastChild!, context)];
  const modifier = node.getChild('MatchingModifierClause');
  const on = modifier === null ? undefined : labelsIn(modifier, context);
  const key = ({ labels }: Sample): string =>
    JSON.stringify(Object.entries(on === undefined ? labels : only(labels, on)).sort());
  const keysOf = (value: Value): Set<string> => new Set(vector(value).map(key));
  if (operator === 'unless') return vector(left).filter((sample) => !keysOf(right).has(key(sample)));
  if (operator === 'and') return vector(left).filter((sample) => keysOf(right).has(key(sample)));
  if (operator === 'or') return [...vector(left), ...vector(right).filter((sample) => !keysOf(left).has(key(sample)))];
  const pair = (a: number, b: number): number | undefined => {
    const compare = COMPARISONS[operator];
    if (compare === undefined) return ARITHMETIC[operator]!(a, b);
    return compare(a, b) ? a : undefined;
  };
  if (typeof left === 'number' && typeof right === 'number') return pair(left, right) ?? [];
  if (typeof left === 'number') return each(vector(right), (sample) => pair(left, sample.value));
  const partner = (sample: Sample): number | undefined =>
    typeof right === 'number' ? right : right.find((other) => key(other) === key(sample))?.value;
  return each(left, (sample) => {
    const other = partner(sample);
    return other === undefined ? undefined : pair(sample.value, other);
  });
}

const each = (samples: readonly Sample[], change: (sample: Sample) => number | undefined): Sample[] =>
  samples.flatMap((sample) => {
    const value = change(sample);
    return value === undefined ? [] : [{ ...sample, value }];
  });

function vector(value: Value): readonly Sample[] {
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

const sameLabels = (a: Sample['labels'], b: Sample['labels']): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

const seconds = (duration: string): number => {
  const [, amount = '', unit = ''] = /^(\d+)([smhdw])$/.exec(duration) ?? [];
  return Number(amount) * (UNITS[unit] ?? NaN);
};
