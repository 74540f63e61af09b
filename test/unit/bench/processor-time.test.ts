import { describe, expect, it } from '@jest/globals';
import { divided, processIn, type Process } from '../../../bench/cluster/processor-time.ts';

const stat = (name: string, ...fields: number[]): string => `42 (${name}) S ${fields.join(' ')}`;

describe('Processor time', () => {
  it('is read from what Linux says of a process, whatever its name is', () => {
    const fields = [7, 42, 42, 0, -1, 0, 1, 2, 3, 4, 150, 25, 0, 0];
    const read = { pid: 42, parent: 7, ms: 1750 };
    expect(processIn(stat('node', ...fields))).toEqual(read);
    expect(processIn(stat('a) S 1 (b', ...fields))).toEqual(read);
  });

  it.each(['', 'nonsense', '42 (node) S 7'])('is not read from %p', (text) => {
    expect(processIn(text)).toBeUndefined();
  });

  it('is that of the cluster or of its clients, and of nobody else', () => {
    const processes: Process[] = [
      { pid: 1, parent: 0, ms: 1 },
      { pid: 10, parent: 1, ms: 20 },
      { pid: 11, parent: 10, ms: 300 },
      { pid: 12, parent: 11, ms: 4000 },
      { pid: 13, parent: 10, ms: 50_000 },
      { pid: 14, parent: 1, ms: 600_000 },
    ];
    expect(divided(processes, 10, [13])).toEqual({ client: 50_020, cluster: 4300 });
  });
});
