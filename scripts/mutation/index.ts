import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { optionsOf, type Options } from './options.ts';
import { withTable, type Measured } from './page.ts';
import { PIECES } from './pieces.ts';
import { percentOf, scoreOf, survivorLines, totalOf } from './scores.ts';
import { mutantsOf } from './stryker.ts';

const PAGE = 'docs/testing.md';
const NUMBERS = 'docs/mutation.json';
/** Lists of survivors, one file a piece. */
const LISTS = '.cache/mutation';

/** Piece by piece, so that what is known is not lost if the next one fails. */
async function main({ pieces, record, workers }: Options): Promise<void> {
  mkdirSync(LISTS, { recursive: true });
  for (const piece of pieces) {
    const mutants = await mutantsOf(piece, workers);
    const score = scoreOf(mutants);
    const lines = survivorLines(mutants);
    for (const line of lines) console.log(line);
    console.log(`${piece.folder}: ${percentOf(score).toFixed(1)} % of ${totalOf(score)} mutants found\n`);
    writeFileSync(`${LISTS}/${piece.folder.replaceAll('/', '-')}.txt`, `${lines.join('\n')}\n`);
    const day = new Date().toISOString().slice(0, 10);
    if (record) write({ ...read(), [piece.folder]: { ...score, day } });
  }
}

const read = (): Measured => (existsSync(NUMBERS) ? (JSON.parse(readFileSync(NUMBERS, 'utf8')) as Measured) : {});

function write(measured: Measured): void {
  writeFileSync(NUMBERS, `${JSON.stringify(measured, null, 2)}\n`);
  const folders = PIECES.map(({ folder }) => folder);
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), measured, folders));
}

await main(optionsOf(process.argv.slice(2), PIECES));
