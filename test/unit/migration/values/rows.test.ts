import { describe, expect, it } from '@jest/globals';
import { rootSchema, type Schema } from '../../../../src/api/crd.ts';
import { GATEWAY_ROWS } from '../../../../src/migration/values/gateway-rows.data.ts';
import { rowFor, type Row } from '../../../../src/migration/values/row.ts';
import { SPEC_ROWS } from '../../../../src/migration/values/values.ts';

/** Paths of everything in a schema that holds no further fields. */
function leavesIn(schema: Schema, path = ''): string[] {
  const inner = Object.entries(schema.properties ?? {});
  if (inner.length === 0) return [path];
  return inner.flatMap(([name, of]) => leavesIn(of, path === '' ? name : `${path}.${name}`));
}

const SPEC = rootSchema().properties!['spec']!;
const { gateways, ...rest } = SPEC.properties!;
const OF_SPEC = leavesIn({ properties: rest });
const OF_GATEWAY = leavesIn(gateways!.items!);

describe('what becomes of the settings of a MeshInstall', () => {
  it('is asked of many', () => {
    expect([OF_SPEC.length > 400, OF_GATEWAY.length > 25]).toEqual([true, true]);
  });

  it.each<[string, readonly string[], readonly Row<never>[]]>([
    ['the spec', OF_SPEC, SPEC_ROWS],
    ['a gateway', OF_GATEWAY, GATEWAY_ROWS],
  ])('is said of every leaf of the schema of %s: none is dropped in silence', (_what, leaves, rows) => {
    expect(leaves.filter((leaf) => rowFor(rows, leaf) === undefined)).toEqual([]);
  });

  it.each<[string, readonly string[], readonly Row<never>[]]>([
    ['the spec', OF_SPEC, SPEC_ROWS],
    ['a gateway', OF_GATEWAY, GATEWAY_ROWS],
  ])('is said of nothing that the schema of %s does not have', (_what, leaves, rows) => {
    const isThere = (from: string): boolean =>
      from.startsWith('mesh.config') || leaves.some((leaf) => leaf === from || leaf.startsWith(`${from}.`));
    expect(rows.map(({ from }) => from).filter((from) => !isThere(from))).toEqual([]);
  });

  it('names a place in the values, or a reason of its own', () => {
    const words = [...SPEC_ROWS, ...GATEWAY_ROWS].map((row) => {
      if ('to' in row) return row.to;
      if ('within' in row) return row.within;
      return 'gone' in row ? row.gone : row.todo;
    });
    expect(words.filter((word) => word === '')).toEqual([]);
  });
});
