const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Length of a Go duration such as `1h30m`, in seconds. */
export function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/([0-9.]+)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (SECONDS[unit ?? ''] ?? 0), 0);
}

/**
 * A Go duration as Prometheus reads it. Until 2.21 Prometheus knew only a whole number with one unit, so `1h30m` or
 * `1.5h` become `5400s`; what is already in that form stays as it was written.
 */
export function prometheusDuration(duration: string): string {
  if (/^[0-9]+(ms|s|m|h)$/.test(duration)) return duration;
  const milliseconds = Math.round(secondsOf(duration) * 1000);
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
