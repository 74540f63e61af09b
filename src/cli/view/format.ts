import { cropText } from './line.ts';

/** A duration as people read it: `0.4 s`, `12.3 s`, `1m05s`. Negative ones, from clocks that disagree, count as none. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

const AGES = [
  [2 * 86_400_000, 86_400_000, 'days'],
  [2 * 3_600_000, 3_600_000, 'h'],
  [120_000, 60_000, 'min'],
] as const;

/** How long something has been, in one whole unit: `45 s`, `12 min`, `3 h`, `9 days`. Negative ones count as none. */
export function age(ms: number): string {
  const [, unit, word] = AGES.find(([from]) => ms >= from) ?? [0, 1000, 's'];
  return `${Math.floor(Math.max(0, ms) / unit)} ${word}`;
}

/** Time of day of a moment, `hh:mm:ss`, in the zone of the machine. */
export function timeOfDay(ms: number): string {
  const time = new Date(ms);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':');
}

/**
 * Numbers of ports written `name:number[/protocol]`, as many as fit: `15010 15011 +2`.
 */
export function portNumbers(ports: readonly string[], width: number): string {
  const numbers = [...new Set(ports.map((port) => port.slice(port.lastIndexOf(':') + 1).replace(/\/.*$/, '')))];
  for (let shown = numbers.length; shown > 0; shown--) {
    const rest = numbers.length - shown;
    const text = [...numbers.slice(0, shown), ...(rest > 0 ? [`+${rest}`] : [])].join(' ');
    if (text.length <= width) return text;
  }
  return '';
}

/** The first of several sentences joined by `; `, and how many more there are: what fits into the width. */
export function firstOf(sentences: string, width: number): string {
  const [first = '', ...others] = sentences.split('; ');
  const more = others.length === 0 ? '' : ` (+${others.length})`;
  return cropText(first, width - more.length) + more;
}
