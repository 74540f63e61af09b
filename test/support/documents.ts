import { readFileSync } from 'node:fs';

/** Lines that no test runs as they are, and why. */
const UNTRIED: readonly (readonly [line: RegExp, reason: string])[] = [
  [/^npm run release/, 'test/integration/release.test.ts runs it'],
  [/^(openssl|printf|mkdir ca) /, 'needs openssl: the test makes the same without'],
  [/^skopeo /, 'needs a registry'],
  [/^docker /, 'needs Docker and a registry'],
  [/^npm run demo$/, 'test/integration/demo.test.ts runs it'],
  [/^kubectl -n [a-z-]+ logs /, 'simulated pods have no logs'],
  [/ get lease /, 'the operator of this test is alone'],
  [/^meshwright check$/, 'test/integration/operator-absent.test.ts runs it, with an operator and without'],
  [/ (COMPONENT|KIND NAME)\b|=COMPONENT/, 'names what an alert is about'],
  [/ get deployment istio-pilot$/, 'needs a moment after the deletion: test/integration/operator/repair.test.ts waits'],
  [/port-forward deployment\/meshwright|localhost:8080/, 'simulated pods listen nowhere'],
  [/npx meshwright (render|--help)/, 'test/unit/docs.test.ts compares its output'],
];

/** What a page tells its reader to type: one script for each block, without the output that is shown. */
export function scriptsOf(page: string): string[] {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```(sh|console)\n([\s\S]*?)^```$/gm)];
  const scripts = blocks.map(([, language, text = '']) => linesOf(text, language === 'console').join('\n'));
  return scripts.filter((script) => script !== '');
}

/** The block of a page that begins with these words. @throws Error when there is none */
export function blockOf(page: string, beginning: string): string {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const block = blocks.find((text) => text.startsWith(beginning));
  if (block === undefined) throw new Error(`${page} has no block that begins with ${JSON.stringify(beginning)}`);
  return block;
}

function linesOf(text: string, withOutput: boolean): string[] {
  const lines = text.trimEnd().split('\n');
  const typed = withOutput ? lines.flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])) : lines;
  return typed.filter((line) => UNTRIED.every(([pattern]) => !pattern.test(line)));
}
