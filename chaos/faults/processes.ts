import type { Disturbance, Fault } from './fault.ts';

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

/** A new leader waits until the Lease of the old one is over. */
const LEASE_MS = 20_000;

const clock = (shiftMs: number): Disturbance => ({ begin: ({ victim }) => victim.shiftClock(shiftMs) });

/** What happens to processes. What it began is over with its time, but for a clock that was set. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: 'apiserver-restart',
    about: 'the apiserver is replaced',
    longestMs: 0,
    disturbance: { begin: ({ cluster }) => cluster.restart('kube-apiserver') },
    unnoticedMs: 30_000,
  },
  {
    name: 'etcd-restart',
    about: 'etcd is replaced under the apiserver',
    longestMs: 0,
    disturbance: { begin: ({ cluster }) => cluster.restart('etcd') },
    unnoticedMs: 30_000,
  },
  {
    name: 'kill',
    about: 'an operator is killed, and starts again',
    longestMs: 3000,
    disturbance: { begin: ({ victim }) => victim.kill(), end: ({ victim }) => victim.start() },
    unnoticedMs: LEASE_MS,
  },
  {
    name: 'pause',
    about: 'an operator stands still (SIGSTOP), and goes on',
    longestMs: 20_000,
    disturbance: { begin: ({ victim }) => victim.pause(), end: ({ victim }) => victim.resume() },
    unnoticedMs: LEASE_MS,
  },
  {
    name: 'clock-ahead',
    about: 'the clock of an operator is set a day ahead, and stays so',
    longestMs: 0,
    disturbance: clock(DAY_MS),
  },
  {
    name: 'clock-back',
    about: 'the clock of an operator is set back a day, and stays so',
    longestMs: 0,
    disturbance: clock(-DAY_MS),
  },
  {
    name: 'clock-jump',
    about: 'the clock of an operator is an hour ahead for a while',
    longestMs: 8000,
    disturbance: {
      begin: ({ victim }) => victim.shiftClock(HOUR_MS),
      end: ({ victim }) => victim.shiftClock(-HOUR_MS),
    },
  },
];
