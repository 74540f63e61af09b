import type { Fault } from './fault.ts';

/** After so long without a word the operator opens a watch anew, by its own choice. */
const IDLE_MS = 150_000;

/** Faults of watches. */
export const WATCH_FAULTS: readonly Fault[] = [
  {
    name: 'silent-watch',
    about: 'watches bring nothing for a while, then break',
    longestMs: 10_000,
    watch: { begin: (watch) => watch.silence(), end: (watch) => watch.cut() },
  },
  {
    name: 'dead-watch',
    about: 'watches bring nothing any more, and do not break',
    longestMs: 1000,
    watch: { begin: (watch) => watch.silence() },
    unnoticedMs: IDLE_MS,
  },
  {
    name: 'cut-watch',
    about: 'watches break, or end, in the middle of a line',
    longestMs: 6000,
    watch: { begin: (watch, random) => watch.cutInALine(random() < 0.5) },
  },
  {
    name: 'error-event',
    about: 'watches end with an ERROR: 410, or 500',
    longestMs: 6000,
    watch: {
      begin: (watch, random) => (random() < 0.5 ? watch.fail(410, 'Expired') : watch.fail(500, 'InternalError')),
    },
  },
];
