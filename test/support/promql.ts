const PAIRS: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };

/** Without what is quoted: a bracket in a regular expression is no bracket of PromQL. */
const unquoted = (expr: string): string => expr.replace(/"(\\.|[^"\\])*"/g, '""');

/** True when every quote and bracket of a PromQL expression is closed, in the right order. */
export function isBalanced(expr: string): boolean {
  const open: string[] = [];
  for (const character of unquoted(expr).replaceAll('""', '')) {
    if (character === '"') return false;
    if ('([{'.includes(character)) open.push(character);
    if (')]}'.includes(character) && open.pop() !== PAIRS[character]) return false;
  }
  return open.length === 0;
}

const WORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'and',
  'or',
  'unless',
  'bool',
  'offset',
]);

/** Names of the metrics that a PromQL expression reads. */
export function metricsOf(expr: string): string[] {
  const bare = unquoted(expr)
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  const names = bare.matchAll(/\b([a-z_][a-z0-9_:]*)\b(?!\s*\()/gi);
  return [...names].map(([, name]) => name ?? '').filter((name) => !WORDS.has(name));
}
