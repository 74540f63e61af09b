/** Does its work once and says how it went, in its unit. */
export type Contestant = () => Promise<number> | number;

/**
 * Lets all contestants run once per round, every second round in the opposite order: a machine that gets busier, or
 * warmer, does so for all of them alike.
 * @param onRun told of each run before it begins
 */
export async function alternate<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
  onRun: (name: string, round: number) => void = () => undefined,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 1; round <= rounds; round++) {
    for (const name of round % 2 === 1 ? names : names.toReversed()) {
      onRun(name, round);
      results[name].push(await contestants[name]());
    }
  }
  return results;
}

/** Milliseconds that something takes. */
export async function timed(work: () => unknown): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
