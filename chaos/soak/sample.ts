import { quantile } from '../../bench/numbers/statistics.ts';

/** What an operator told of itself at one moment. */
export interface Sample {
  /** Since the soak began, in seconds. */
  readonly seconds: number;
  /** In MiB. */
  readonly memory: number;
  /** Sent since the sample before. */
  readonly requests: number;
  /** What its event loop was late by since the sample before, 99 of 100 times no more, in milliseconds. */
  readonly delay: number;
}

/** What is plotted, and held against bounds. */
export const MEASURES = [
  { of: 'memory', title: 'Memory', unit: 'MiB' },
  { of: 'requests', title: 'Requests', unit: 'requests between two looks' },
  { of: 'delay', title: 'Delay of the event loop, p99', unit: 'ms' },
] as const satisfies readonly { readonly of: keyof Sample; readonly title: string; readonly unit: string }[];

/** So much of the time at the beginning is not counted: caches fill. */
const WARM = 0.2;

/** Memory may be so much more at the end than at the beginning, in MiB, and as a share. */
const MOST_GROWTH = { memory: 24, share: 0.15 };
/** The event loop may be late by so much, 9 of 10 looks, in milliseconds. */
const MOST_DELAY = 250;

/** What grew that must not grow, and what was late; one sentence each. */
export function excesses(samples: readonly Sample[]): string[] {
  const counted = samples.slice(Math.floor(samples.length * WARM));
  const third = Math.ceil(counted.length / 3);
  const [first, last] = [counted.slice(0, third), counted.slice(-third)];
  if (first.length === 0) return ['nothing was measured'];
  // The least of a time is what the collector of garbage left: what lies above it goes.
  const [before, after] = [first, last].map((some) => Math.min(...some.map(({ memory }) => memory))) as [
    number,
    number,
  ];
  const bound = before + Math.max(MOST_GROWTH.memory, before * MOST_GROWTH.share);
  const delay = quantile(
    counted.map((sample) => sample.delay),
    0.9,
  );
  return [
    ...(after > bound ? [`memory grew from ${before.toFixed(0)} to ${after.toFixed(0)} MiB`] : []),
    ...(delay > MOST_DELAY ? [`the event loop was late by ${delay.toFixed(0)} ms in one of ten looks`] : []),
  ];
}
