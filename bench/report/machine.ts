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

/** Everything but the page that the bench itself writes, section by section. */
const SOURCES = ['.', ':(top,exclude)docs/performance.*'];

const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();

/** What is so now. */
export const circumstancesAt = (date: Date, kubernetes: string): Circumstances => ({
  date: date.toISOString(),
  commit: `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', ...SOURCES) === '' ? '' : '-dirty'}`,
  node: process.version,
  kubernetes,
  machine: machine(),
});

function machine(): string {
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model ?? 'processor';
  return `${availableParallelism()} cores (${model.trim()}), ${gib} GiB, ${platform()} ${release()} ${arch()}`;
}
