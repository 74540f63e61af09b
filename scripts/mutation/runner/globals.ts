/**
 * What unit tests find behind `@jest/globals` when mutants are tried: enough to collect tests and run any of them again
 * and again in one process. Jest itself needs a third of a second and more for each mutant, and we have thousands.
 */
export { expect } from 'expect';

type Body = (...args: never[]) => unknown;
interface Block {
  readonly name: string;
  readonly before: Body[];
  readonly after: Body[];
}

/** A test that can be run as often as one likes. */
export interface Test {
  /** Unique: the file, the blocks and the name. */
  readonly id: string;
  readonly file: string;
  /** Rejects with what the test threw. */
  readonly run: () => Promise<void>;
}

function block(name: string): Block {
  return { name, before: [], after: [] };
}

let file = '';
let blocks: Block[] = [block('')];
let tests: Test[] = [];

/** The tests that importing a file defines. */
export async function collect(path: string, importIt: () => Promise<unknown>): Promise<Test[]> {
  [file, blocks, tests] = [path, [block('')], []];
  await importIt();
  return tests;
}

function group(name: string, body: () => unknown): void {
  blocks.push(block(name));
  body();
  blocks.pop();
}

function define(name: string, body: () => unknown): void {
  const around = [...blocks];
  const id = `${[file, ...around.slice(1).map((each) => each.name), name].join(' ')} #${tests.length}`;
  const run = async (): Promise<void> => {
    for (const { before } of around) for (const hook of before) await hook();
    try {
      await body();
    } finally {
      for (const { after } of around.toReversed()) for (const hook of after) await hook();
    }
  };
  tests.push({ id, file, run });
}

/** A row that is a list gives the arguments, any other the only one. */
const each =
  (add: (name: string, body: () => unknown) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const row of rows) add(name, () => body(...((Array.isArray(row) ? row : [row]) as never[])));
  };

/** As in Jest. */
export const describe = Object.assign(group, { each: each(group) });
/** As in Jest. */
export const it = Object.assign(define, { each: each(define) });
/** As in Jest. */
export const beforeEach = (hook: Body): void => void blocks.at(-1)?.before.push(hook);
/** As in Jest. */
export const afterEach = (hook: Body): void => void blocks.at(-1)?.after.push(hook);
/** Before the first test that runs, whichever that is. */
export function beforeAll(hook: () => unknown): void {
  let done: Promise<unknown> | undefined;
  beforeEach(() => (done ??= Promise.resolve(hook())));
}
/** Nobody knows which test is the last; what is left behind goes with the process. */
export const afterAll = (): void => undefined;
