/** What became of the mutants of a piece. */
export interface Score {
  /** Made a test fail, or never came to an end. */
  readonly found: number;
  /** No test failed. */
  readonly survived: number;
  /** No test came past. */
  readonly uncovered: number;
}

/** Where a mutant is, what it is, and what became of it: the part of a result that is read. */
export interface Mutant {
  readonly fileName: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
}

const FOUND: readonly string[] = ['Killed', 'Timeout'];

/** Counts; mutants that are no program count for nothing. */
export function scoreOf(mutants: readonly Mutant[]): Score {
  const number = (...statuses: readonly string[]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  return { found: number(...FOUND), survived: number('Survived'), uncovered: number('NoCoverage') };
}

/** How many mutants were tried. */
export const totalOf = ({ found, survived, uncovered }: Score): number => found + survived + uncovered;

/** Per cent, rounded down; all of nothing. */
export const percentOf = (score: Score): number =>
  totalOf(score) === 0 ? 100 : Math.floor((1000 * score.found) / totalOf(score)) / 10;

/** What several pieces have together. */
export const sumOf = (scores: readonly Score[]): Score => ({
  found: scores.reduce((sum, { found }) => sum + found, 0),
  survived: scores.reduce((sum, { survived }) => sum + survived, 0),
  uncovered: scores.reduce((sum, { uncovered }) => sum + uncovered, 0),
});

/** One line for each mutant that no test noticed, by place. */
export function survivorLines(mutants: readonly Mutant[]): string[] {
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map((mutant) => {
      const { fileName, location, mutatorName, replacement, status } = mutant;
      const note = status === 'NoCoverage' ? ' (no test comes past)' : '';
      const place = `${fileName}:${location.start.line}:${location.start.column}`;
      return `${place}  ${mutatorName}: ${replacement.replace(/\s+/g, ' ').slice(0, 100)}${note}`;
    })
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
