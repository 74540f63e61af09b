/** Values of one metric in Prometheus' text format, by labels as `mesh=blue phase=Ready`. */
export function samplesIn(text: string, name: string): Record<string, number> {
  const lines = text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
  return Object.fromEntries(
    [...lines].map(([, labels = '', value]) => [
      [...labels.matchAll(/(\w+)="((?:\\.|[^"\\])*)"/g)].map(([, label, said]) => `${label}=${said}`).join(' '),
      Number(value),
    ]),
  );
}
