import type { Invariant } from './evidence.ts';

/** Of one operator, in MiB: its limit in deploy/operator.yaml leaves room beyond it. */
const MOST_MEMORY = 320;

/** A request that was on its way when the last fault ended is given up after half a minute. */
const ECHO_MS = 40_000;

/** Memory has a bound. */
export const MEMORY: Invariant = {
  name: 'memory is bounded',
  broken: ({ replicas }) =>
    replicas
      .filter(({ peakMiB }) => peakMiB > MOST_MEMORY)
      .map(({ name, peakMiB }) => `${name} had ${Math.round(peakMiB)} MiB`),
};

/** No operator ends by itself, and none writes what is no log: a rejection that nobody handled does both. */
export const ALIVE: Invariant = {
  name: 'no operator ends by itself',
  broken: ({ replicas }) => replicas.flatMap(({ deaths, stderr }) => [...deaths, ...stderr.slice(0, 5)]),
};

/** When nothing goes wrong any more, nothing is told as an error. */
export const NO_ERRORS: Invariant = {
  name: 'no error after the faults',
  broken: ({ replicas, calmSince }) =>
    replicas
      .flatMap(({ log }) => log)
      .filter(({ level, at }) => (level === 'error' || level === 'fatal') && at > calmSince + ECHO_MS)
      .map(({ msg, err, at }) => `${msg}: ${err?.message ?? ''}, ${at - calmSince} ms after the last fault`)
      .slice(0, 5),
};
