import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What has an influence on numbers, and will not be known later. */
export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  /** Of the sources, with `-dirty` where they were edited since. */
  readonly commit: string;
  readonly node: string;
  readonly kubernetes: string;
  readonly machine: string;
}

/** What is so now. */
export const circumstancesAt = (date: Date, kubernetes: string): Circumstances => ({
  date: date.toISOString(),
  commit: execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' }).trim(),
  node: process.version,
  kubernetes,
  machine: machine(),
});

function machine(): string {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model ?? 'processor';
  return `${availableParallelism()} cores (${model.trim()}), ${gib} GiB, ${platform()} ${release()} ${arch()}`;
}
