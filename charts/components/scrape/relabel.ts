import type { Relabeling } from '../../catalog/prometheus.ts';

/** Label prefix of everything that Prometheus' Kubernetes discovery finds out. */
export const META = '__meta_kubernetes';

/** Host and port of the target, with the port of an annotation behind it. */
const HOST_AND_PORT = String.raw`([^:]+)(?::\d+)?;(\d+)`;

/** Only targets whose labels, joined by `;`, match. */
export const keep = (source_labels: string[], regex: string): Relabeling => ({ action: 'keep', source_labels, regex });

/** One label becomes another, whole. */
export const copy = (from: string, target_label: string): Relabeling => ({
  action: 'replace',
  source_labels: [from],
  target_label,
});

/** One label sets another where it matches. */
export const replace = (from: string, target_label: string, regex: string, replacement?: string): Relabeling => ({
  ...copy(from, target_label),
  regex,
  ...(replacement !== undefined && { replacement }),
});

/** A label with the same value on every target. */
export const fixed = (target_label: string, replacement: string): Relabeling => ({
  action: 'replace',
  target_label,
  replacement,
});

/** Every label of a kind becomes a label of the samples, for example `pod_label`. */
export const labels = (kind: string): Relabeling => ({ action: 'labelmap', regex: `${META}_${kind}_(.+)` });

/** The port of the address, where the given annotation names one. */
export const portFrom = (annotation: string, replacement: string): Relabeling => ({
  action: 'replace',
  source_labels: ['__address__', annotation],
  regex: HOST_AND_PORT,
  replacement,
  target_label: '__address__',
});
