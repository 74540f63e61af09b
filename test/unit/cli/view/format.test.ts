import { describe, expect, it } from '@jest/globals';
import { duration, firstOf, portNumbers } from '../../../../src/cli/view/format.ts';
import { crop, cropText, justify, span, widthOf, wrapText } from '../../../../src/cli/view/line.ts';

describe('texts of the view', () => {
  it.each([
    [0, '0.0 s'],
    [-5, '0.0 s'],
    [1240, '1.2 s'],
    [59_949, '59.9 s'],
    [59_960, '1m00s'],
    [125_000, '2m05s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('shows as many ports as fit and counts the others', () => {
    const ports = ['grpc-xds:15010', 'https-xds:15011', 'agent:6831/UDP', 'tcp:15010'];
    expect(portNumbers(ports, 80)).toBe('15010 15011 6831');
    expect(portNumbers(ports, 14)).toBe('15010 15011 +1');
    expect(portNumbers(ports, 8)).toBe('15010 +2');
    expect(portNumbers(ports, 4)).toBe('');
  });

  it('shows the first of many reasons and how many more there are, however narrow', () => {
    expect(firstOf('a is missing', 40)).toBe('a is missing');
    expect(firstOf('a is missing; b; c', 40)).toBe('a is missing (+2)');
    expect(firstOf('a is missing; b; c', 10)).toBe('a is… (+2)');
  });
});

describe('lines of the view', () => {
  it('crops with an ellipsis, across pieces of different style', () => {
    expect(cropText('abcdef', 4)).toBe('abc…');
    const line = [span('abc', 'green'), span('def')];
    expect(crop(line, 6)).toEqual(line);
    expect(crop(line, 5)).toEqual([span('abc', 'green'), span('d…')]);
    expect(crop(line, 3)).toEqual([span('ab…', 'green')]);
  });

  it('sets two ends apart as far as the width allows', () => {
    expect(widthOf(justify([span('left')], [span('right')], 20))).toBe(20);
    expect(widthOf(justify([span('left')], [span('right')], 5))).toBe(11);
  });

  it('wraps at spaces and leaves long words whole', () => {
    expect(wrapText('one two a-very-long-word x', 8)).toEqual(['one two', 'a-very-long-word', 'x']);
  });
});
