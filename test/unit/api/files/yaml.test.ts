import { describe, expect, it } from '@jest/globals';
import { yamlDocuments, YamlError } from '../../../../src/api/files/yaml.ts';
import { commandLine } from '../../../support/command-line.ts';

/** Nine anchors, each of which names the one before nine times: 400 million values in 400 characters. */
const BOMB = Array.from({ length: 9 }, (_, i) => {
  const items = i === 0 ? Array<string>(9).fill('lol') : Array<string>(9).fill(`*a${i - 1}`);
  return `a${i}: &a${i} [${items.join(', ')}]`;
}).join('\n');

const deep = (levels: number): string => `${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`;
const chain = Array.from({ length: 500 }, (_, i) => `a${i}: &a${i} {b: ${i === 0 ? 1 : `*a${i - 1}`}}`).join('\n');

const HOSTILE: readonly [what: string, text: string, message: RegExp][] = [
  ['a bomb of aliases', BOMB, /^- repeats too much by aliases: they stand for 100000 values at most; write them out$/],
  ['an alias within itself', 'a: &a {b: *a}', /^- has an alias within what it stands for; write it out$/],
  ['2,000 levels', deep(2000), /^- is nested too deep: 100 levels at most$/],
  ['9,900 levels', deep(9900), /^- is nested too deep: 100 levels at most$/],
  ['500 levels of aliases', chain, /^- is nested too deep: 100 levels at most$/],
  ['17 MiB', `a: ${'x'.repeat(17 * 1024 * 1024)}`, /^- is too long: 16 MiB at most$/],
  ['a key __proto__', 'global: {__proto__: {polluted: 1}}', /^-: the key "__proto__" is a name that programs reserve/],
  [
    'a key with constructor in it',
    'constructor.prototype.polluted: 1',
    /^-: the key "constructor.prototype.polluted" /,
  ],
  ['no YAML', 'a: [', /^- is not YAML: [^\n]+$/],
];

/** A command loads its modules too, while a bomb that goes off takes minutes. */
const SECONDS = 5;

describe('YAML that nobody has checked', () => {
  it.each(HOSTILE)('is refused with the cause before it is work: %s', (_what, text, message) => {
    const begin = performance.now();
    expect(() => yamlDocuments(text, '-')).toThrow(YamlError);
    expect(performance.now() - begin).toBeLessThan(1000);
    expect(() => yamlDocuments(text, '-')).toThrow(message);
  });

  it.each(
    HOSTILE.flatMap(([what, text]) => [
      [what, 'values', ['values', '-f', '-', '--version', '1.4.10'], text] as const,
      [what, 'render', ['render', '-f', '-'], text] as const,
    ]),
  )('ends a command fast with an error: %s, %s', async (_what, _name, args, text) => {
    const begin = performance.now();
    const { code, stdout, stderr } = await commandLine(args, text);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: (-|standard input)[^\n]+\n$/);
    expect(performance.now() - begin).toBeLessThan(SECONDS * 1000);
  });

  it('is read with aliases as people write them', () => {
    const text = 'base: &base {cpu: 1}\npilot: *base\ngalley: *base\n---\n---\n[1, null]';
    expect(yamlDocuments(text, '-')).toEqual([{ base: { cpu: 1 }, pilot: { cpu: 1 }, galley: { cpu: 1 } }, [1, null]]);
  });
});
