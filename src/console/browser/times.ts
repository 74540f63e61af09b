const UNITS = [
  [2 * 86_400, 86_400, 'days'],
  [2 * 3_600, 3_600, 'h'],
  [120, 60, 'min'],
] as const;

/** In one whole unit: `45 s`, `12 min`, `3 h`, `9 days`. */
function lasting(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [, unit, word] = UNITS.find(([from]) => seconds >= from) ?? [0, 1, 's'];
  return `${Math.floor(seconds / unit)} ${word}`;
}

const KINDS: Readonly<Record<string, (ms: number) => string>> = {
  ago: (ms) => `${lasting(-ms)} ago`,
  since: (ms) => `for ${lasting(-ms)}`,
  left: (ms) => (ms < 0 ? `${lasting(-ms)} overdue` : `${lasting(ms)} left`),
};

/** Writes times as people say them; the exact one is a hover away. */
export function tellTimes(root: ParentNode): void {
  for (const element of root.querySelectorAll('time')) {
    const kind = Object.keys(KINDS).find((each) => each in element.dataset);
    const ms = Date.parse(element.dateTime);
    if (kind === undefined || Number.isNaN(ms)) continue;
    element.title = new Date(ms).toLocaleString();
    const text = KINDS[kind]?.(ms - Date.now()) ?? '';
    if (element.textContent !== text) element.textContent = text;
  }
}
