import { BUDGETS, budgetOf, verdictOn } from '../budgets.ts';
import type { Finding, Measurement, Row } from '../measurement.ts';
import { bound, held, quantity, ratio, verdict } from './format.ts';
import type { Result, Results } from './results.ts';

const NOT_YET = 'not measured yet';

/**
 * The page that says how fast it is: written by `npm run bench`, never by hand.
 * @param plot where the picture is, from the page; none where nothing has been measured
 */
export function page(measurements: readonly Measurement[], results: Results, plot: string): string {
  const rows = rowsOf(results);
  const sections = measurements.map((each) => section(each, results[each.name]));
  const picture = rows.length === 0 ? [] : [`![How much of each budget is used](${plot})`, ''];
  return [...INTRODUCTION, ...picture, ...budgetTable(rows), ...sections.flat()].join('\n');
}

const INTRODUCTION = [
  '# Performance',
  '',
  'Written by `npm run bench`, which measures on the [embedded cluster](../devcluster/README.md): a real control plane',
  'on the same machine, with simulated nodes. Times depend on the machine; compare ratios, which are of one run, with',
  'subject and baseline by turns. Values are medians.',
  '',
  '`npm run bench -- --only NAME` measures one section anew and keeps the others; `--quick` shows that everything works',
  'and measures nothing worth reading.',
  '',
];

function budgetTable(rows: readonly Row[]): string[] {
  const lines = BUDGETS.map((each) => {
    const row = rows.find(({ id }) => id === each.row);
    const [is, kept] = row === undefined ? ['', NOT_YET] : [held(row, each), marked(verdict(verdictOn(row)))];
    return `| ${each.what} | ${is} | ${bound(each)} | ${kept} | ${each.why} |`;
  });
  const head = ['| | is | budget | | why |', '|---|---:|---:|---|---|'];
  return ['## Budgets', '', ...head, ...lines, ''];
}

/** What is missed must not be overlooked. */
const marked = (text: string): string => (text === 'missed' ? '**missed**' : text);

function section({ name, title, meaning }: Measurement, result: Result | undefined): string[] {
  const head = [`## ${title}`, '', meaning, ''];
  if (result === undefined) return [...head, `Not measured yet: \`npm run bench -- --only ${name}\`.`, ''];
  const table = ['| | is | against | ratio | budget | |', '|---|---:|---|---:|---:|---|', ...result.findings.map(line)];
  return [...head, ...table, '', ...footnote(result), ''];
}

function line(finding: Finding): string {
  if ('skipped' in finding) return `| ${finding.what} | | skipped: ${finding.skipped} | | | |`;
  const { id, what, value, unit, against } = finding;
  const rival = against === undefined ? '' : `${against.what}: ${quantity(against.value, unit)}`;
  const judged = marked(verdict(verdictOn(finding)));
  return `| ${what} | ${quantity(value, unit)} | ${rival} | ${ratio(finding)} | ${bound(budgetOf(id))} | ${judged} |`;
}

function footnote({ circumstances, quick, minutes }: Result): string[] {
  const { date, commit, node, kubernetes, machine } = circumstances;
  const quickly = quick ? ['**The quick form: these numbers mean nothing.**', ''] : [];
  return [
    ...quickly,
    `${date.slice(0, 10)}, commit ${commit}, Node ${node}, Kubernetes ${kubernetes}, ${machine}; took ${minutes.toFixed(1)} min.`,
  ];
}

/** Every number, in no order. */
export const rowsOf = (results: Results): Row[] =>
  Object.values(results)
    .flatMap(({ findings }) => findings)
    .filter((finding): finding is Row => !('skipped' in finding));
