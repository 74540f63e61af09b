import type { Probe } from './types.ts';

/**
 * How long a program that kubelet starts in a container may take, in seconds. The charts never said: up to Kubernetes
 * 1.19 nobody ended such a probe, and since then one second is the default, which a busy node exceeds.
 */
const TIMEOUT_SECONDS = 10;

/** So long a container fails its liveness probe before it is restarted, in seconds; a restart makes a busy node busier. */
const PATIENCE_SECONDS = 60;

/** Kubernetes' own failureThreshold. */
const USUAL_FAILURES = 3;

/** A readiness probe that runs a program each so many seconds, and first after as many. */
export const execProbe = (command: string[], periodSeconds: number): Probe => ({
  exec: { command },
  initialDelaySeconds: periodSeconds,
  periodSeconds,
  timeoutSeconds: TIMEOUT_SECONDS,
});

/** The same as a liveness probe, with patience. */
export const execLiveness = (command: string[], periodSeconds: number): Probe => ({
  ...execProbe(command, periodSeconds),
  failureThreshold: Math.max(USUAL_FAILURES, Math.ceil(PATIENCE_SECONDS / periodSeconds)),
});
