/** How far a build is. Times in milliseconds. */
export interface BuildState {
  /** Since the beginning, the fetching of modules included. */
  readonly elapsed: number;
  /** Since the compiler began. */
  readonly compiling: number;
  /** Packages that are compiled, or being compiled. */
  readonly done: number;
  /** Packages to compile. */
  readonly all: number;
}

// Measured on two cores: what a package takes on average, of which a build has thousands.
const perPackage = 80;
// From this share on the build itself is the better witness.
const enough = 0.05;

/** How long a build will take and how much of that is over, for people: `about 2 of 5 min`. */
export function estimate({ elapsed, compiling, done, all }: BuildState): string {
  // Packages take as long as each other, all in all: the share of them is the share of the time, to some percent.
  const whole = done > all * enough ? (compiling * all) / done : all * perPackage;
  const total = Math.max(elapsed, elapsed - compiling + whole);
  if (total < 60_000) return 'less than a minute';
  const minutes = Math.round(total / 60_000);
  return `about ${Math.min(minutes, Math.floor(elapsed / 60_000))} of ${minutes} min`;
}
