/** PromQL of a per-second rate. */
export const rate = (series: string, window: string): string => `rate(${series}[${window}])`;

/** PromQL of a sum, over everything or by labels. */
export const sum = (expr: string, ...by: string[]): string =>
  by.length === 0 ? `sum(${expr})` : `sum(${expr}) by (${by.join(', ')})`;

/** PromQL of the sum of per-second rates. */
export const sumRate = (series: string, window: string, ...by: string[]): string => sum(rate(series, window), ...by);

/** PromQL of a quantile of a histogram; `series` names the metric without `_bucket` and its matchers. */
export function quantile(q: number, series: string, window: string, ...by: string[]): string {
  const [metric = '', ...matchers] = series.split(/(?=\{)/);
  return `histogram_quantile(${q}, ${sumRate(`${metric}_bucket${matchers.join('')}`, window, 'le', ...by)})`;
}

/** PromQL of `expr`, or zero when there is no such series: counters appear with their first event. */
export const orZero = (expr: string): string => `(${expr} or vector(0))`;
