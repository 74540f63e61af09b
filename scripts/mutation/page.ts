import { percentOf, sumOf, totalOf, type Score } from './scores.ts';

/** Scores as they were measured last, by folder. */
export type Measured = Readonly<Record<string, Score & { /** Day of the measurement. */ readonly day: string }>>;

const BEGIN = '<!-- written by npm run mutation -->';
const END = '<!-- end -->';

/**
 * Puts the table into a page, in place of the one that is there.
 * @param folders in the order of the rows; what was never measured has none
 * @throws Error when the page has no place for it
 */
export function withTable(page: string, measured: Measured, folders: readonly string[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`no place for the table: the page needs ${BEGIN} and ${END}`);
  const table = ['', '', ...tableOf(measured, folders), '', ''].join('\n');
  return page.slice(0, begin + BEGIN.length) + table + page.slice(end);
}

function tableOf(measured: Measured, folders: readonly string[]): string[] {
  const rows = folders.flatMap((folder) => {
    const score = measured[folder];
    return score === undefined ? [] : [row(`\`${folder}\``, score, score.day)];
  });
  const core = folders.filter((folder) => folder.startsWith('src/core/')).flatMap((folder) => measured[folder] ?? []);
  return [
    '| folder | mutants | found | survived | not covered | score | measured |',
    '|---|--:|--:|--:|--:|--:|---|',
    ...rows,
    ...(core.length === 0 ? [] : [row('all of `src/core`', sumOf(core), '')]),
  ];
}

const row = (name: string, score: Score, day: string): string =>
  `| ${[name, totalOf(score), score.found, score.survived, score.uncovered, `${percentOf(score).toFixed(1)} %`, day].join(' | ')} |`;
