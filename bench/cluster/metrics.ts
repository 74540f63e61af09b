/** The sum of a metric over all its labels in Prometheus' text format; 0 if there is none. */
export function sumOf(text: string, name: string): number {
  const line = new RegExp(String.raw`^${name}(?:\{[^}]*\})? (\S+)`, 'gm');
  return [...text.matchAll(line)].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** What a process told of itself at one moment. */
export interface Usage {
  readonly requests: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Of the event loop's delay since it was last read. */
  readonly delayP99Seconds: number;
}

/** Reads what `meshwright run` answers at /metrics. */
export const usageIn = (text: string): Usage => ({
  requests: sumOf(text, 'meshwright_apiserver_requests_total'),
  cpuSeconds: sumOf(text, 'process_cpu_seconds_total'),
  residentBytes: sumOf(text, 'process_resident_memory_bytes'),
  delayP99Seconds: sumOf(text, 'nodejs_eventloop_lag_p99_seconds'),
});
