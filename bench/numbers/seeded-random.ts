/** Random numbers in [0, 1) that are the same for the same seed (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them. @throws RangeError if there is none */
export function pick<T>(values: readonly T[], random: () => number): T {
  const picked = values[Math.floor(random() * values.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
