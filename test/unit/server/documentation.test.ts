import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { CONDITION_TYPES } from '../../../src/api/conditions.ts';
import { PHASES } from '../../../src/api/status.ts';
import { METRICS, type Definition } from '../../../src/server/definitions.ts';
import { ENDPOINTS } from '../../../src/server/endpoints.ts';
import { syntaxErrors } from '../../support/prometheus.ts';
import { metricsOf } from '../../support/promql.ts';

const page = readFileSync('docs/metrics.md', 'utf8');
const defined: Readonly<Record<string, Definition>> = METRICS;

/** A row of the table in docs/metrics.md. */
const rowOf = ([name, { type, labels, help }]: [string, Definition]): string =>
  `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;

const questions = [...page.matchAll(/^```promql\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('docs/metrics.md', () => {
  it('has the table of all metrics, as they are defined', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `meshwright_'));
    expect(rows).toEqual(Object.entries(defined).map(rowOf));
  });

  it('names every path that the operator answers', () => {
    expect(Object.values(ENDPOINTS).filter((path) => !page.includes(`| \`${path}\` |`))).toEqual([]);
  });

  it('asks only for metrics that there are', () => {
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.flatMap(syntaxErrors)).toEqual([]);
    expect(questions.flatMap(metricsOf).filter((name) => !(name in defined))).toEqual([]);
  });
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const { groups } = load(readFileSync('docs/alerts.yaml', 'utf8')) as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** What a label can be, where that is a word of ours. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  type: CONDITION_TYPES,
  status: ['True', 'False', 'Unknown'],
  phase: PHASES,
  result: ['done', 'requeued', 'failed', 'interrupted'],
  certificate: ['root', 'webhook'],
};

/** Labels that a rule selects by, of which metric, and with which values. */
const selectorsOf = ({ expr }: Rule) =>
  [...expr.matchAll(/(\w+)\{([^}]*)\}/g)].flatMap(([, metric = '', selector = '']) =>
    [...selector.matchAll(/(\w+)=~?"([^"]*)"/g)].map(([, label = '', values = '']) => ({
      metric,
      label,
      values: values.split('|'),
    })),
  );

describe('docs/alerts.yaml', () => {
  it('has each alert once', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(5);
  });

  it.each(rules)('$alert asks for metrics and labels that there are', (rule) => {
    const { expr, alert, annotations, labels } = rule;
    expect(alert).toMatch(/^(Mesh|Meshwright)[A-Z][A-Za-z]+$/);
    expect(['critical', 'warning', 'info']).toContain(labels.severity);
    expect(rule.for ?? '0m').toMatch(/^\d+[smhd]$/);
    const names = metricsOf(expr);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !(name in defined))).toEqual([]);
    const labelled = new Set(names.flatMap((name) => defined[name]?.labels ?? []));
    const templates = [...annotations.summary.matchAll(/\{\{ \$labels\.(\w+) \}\}/g)].map(([, label]) => label);
    expect(templates.filter((label) => !labelled.has(label ?? ''))).toEqual([]);
  });

  it('selects by labels of that metric, with values that they can have', () => {
    const wrong = rules.flatMap(selectorsOf).filter(({ metric, label, values }) => {
      const possible = VALUES[label] ?? values;
      return defined[metric]?.labels.includes(label) !== true || !values.every((value) => possible.includes(value));
    });
    expect(wrong).toEqual([]);
    expect(rules.flatMap(selectorsOf).length).toBeGreaterThan(0);
  });
});
