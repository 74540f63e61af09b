import { describe, expect, it } from '@jest/globals';
import { table } from '../../../../../src/cli/view/tables/table.ts';

const HEAD = ['NAME', 'SAYS'];

describe('a table', () => {
  it('has columns as wide as their widest cell', () => {
    expect(
      table(HEAD, [
        ['a', 'b'],
        ['longer', ''],
      ]),
    ).toBe('NAME     SAYS\na        b\nlonger\n');
  });

  it('is never wider than the terminal, and leaves nothing out', () => {
    const rows = [
      ['istio-ingressgateway-6d8bc58dd7-abcde.istio-system', 'not connected: runs, but no pilot knows it at all'],
      ['short', 'citadel,galley,pilot,policy,telemetry,injector,istio-ingressgateway,prometheus'],
    ];
    for (const width of [40, 60, 80]) {
      const text = table(HEAD, rows, width);
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
      const letters = (all: string): string => all.replaceAll(/\s/g, '').split('').sort().join('');
      expect(letters(text)).toBe(letters(HEAD.join('') + rows.flat().join('')));
    }
    expect(table(HEAD, rows)).toContain(`${rows[0]![0]}   ${rows[0]![1]}\n`);
  });

  it('goes on between words, after commas and within names, in this order', () => {
    const cell = (text: string): string[] =>
      table(['X'], [[text]], 10)
        .trimEnd()
        .split('\n')
        .slice(1);
    expect(cell('one two three four')).toEqual(['one two', 'three four']);
    expect(cell('one,two,three')).toEqual(['one,two,', 'three']);
    expect(cell('istio-pilot-abc')).toEqual(['istio-', 'pilot-abc']);
    expect(cell('abcdefghijklmn')).toEqual(['abcdefghij', 'klmn']);
  });

  it('has columns of some width on the narrowest terminal', () => {
    expect(table(HEAD, [['abcdefgh', 'abcdefgh']], 5)).toBe('NAME      SAYS\nabcdefgh  abcdefgh\n');
  });
});
