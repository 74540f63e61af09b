import { expect, it } from '@jest/globals';
import { nearestFirst } from '../../../../scripts/mutation/runner/nearest-first.ts';

it('the mirror of a source comes first, then its folder, then the rest of the layer, the cheaper before', () => {
  const files = [
    { path: 'test/unit/core/status/report.test.ts', cost: 1 },
    { path: 'test/unit/core/model/parts.test.ts', cost: 9 },
    { path: 'test/property/core/model/graph.test.ts', cost: 2 },
    { path: 'test/unit/core/model/object-id.test.ts', cost: 5 },
  ];
  expect(nearestFirst(files, 'src/core/model/object-id.ts').map(({ path }) => path)).toEqual([
    'test/unit/core/model/object-id.test.ts',
    'test/property/core/model/graph.test.ts',
    'test/unit/core/model/parts.test.ts',
    'test/unit/core/status/report.test.ts',
  ]);
});
