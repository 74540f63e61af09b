import { describe, expect, it } from '@jest/globals';
import { plot } from '../../../chaos/soak/plot.ts';
import { excesses, type Sample } from '../../../chaos/soak/sample.ts';

const samples = (memoryAt: (i: number) => number, delay = 20): Sample[] =>
  Array.from({ length: 100 }, (_, i) => ({ seconds: i, memory: memoryAt(i), requests: 3, delay }));

describe('A soak', () => {
  it('has nothing to tell of an operator whose memory goes up and down, and fills at the beginning', () => {
    expect(excesses(samples((i) => (i < 15 ? 60 + 3 * i : 110 + (i % 10) * 4)))).toEqual([]);
  });

  it('tells of memory that grows, and of an event loop that is late', () => {
    expect(excesses(samples((i) => 100 + i))).toEqual([expect.stringMatching(/^memory grew from 120 to 173 MiB$/)]);
    expect(excesses(samples(() => 100, 400))).toEqual(['the event loop was late by 400 ms in one of ten looks']);
  });

  it('that measured nothing has not passed', () => {
    expect(excesses([])).toEqual(['nothing was measured']);
  });

  it('is drawn as one curve for each measure, over its whole time', () => {
    const svg = plot(samples((i) => 100 + i));
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    for (const title of ['Memory (MiB)', 'Requests', 'event loop, p99 (ms)', '1.6 min']) expect(svg).toContain(title);
    expect(svg).not.toContain('NaN');
  });
});
