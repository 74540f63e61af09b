import { describe, expect, it } from '@jest/globals';
import { visibleLine, visibleText } from '../../../src/api/visible.ts';

describe('what works on a terminal', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '\\u001b[31mred'],
    ['a sequence that begins with one character', '\u009b2J', '\\u009b2J'],
    ['a carriage return', 'all is well\rno', 'all is well\\u000dno'],
    ['a bell and a deletion', '\u0007\u007f', '\\u0007\\u007f'],
    ['a turned direction', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ])('is made visible: %s', (_what, text, visible) => {
    expect(visibleText(text)).toBe(visible);
    expect(visibleLine(text)).toBe(visible);
  });

  it('leaves other text as it is, in any script', () => {
    const text = 'Grüße, mesh ✓ 网格 🚀 – שלום';
    expect(visibleLine(text)).toBe(text);
  });

  it('leaves line breaks and tabs where a text has several lines, and makes them visible in one line', () => {
    expect(visibleText('a\n\tb')).toBe('a\n\tb');
    expect(visibleLine('a\n\tb')).toBe('a\\n\\u0009b');
  });

  it('leaves JSON saying the same', () => {
    const value = { text: '\u001b[0m \u009b \u007f \u202e \u2028' };
    expect(JSON.parse(visibleText(JSON.stringify(value)))).toEqual(value);
  });
});
