import { describe, expect, it } from '@jest/globals';
import { configChecksum } from '../../../../charts/kit/checksum.ts';
import { configMap } from '../../../../charts/kit/objects.ts';
import { meshOf } from '../../../support/mesh.ts';

const config = (data: Record<string, string>, name = 'config', labels = {}) => configMap(meshOf(), name, labels, data);
const checksum = (...args: Parameters<typeof configChecksum>) => configChecksum(args[0])['checksum/config'];

describe('the checksum of a configuration', () => {
  it('is another one as soon as any of its ConfigMaps says something else', () => {
    const before = checksum([config({ a: '1' }), config({ b: '2' })]);
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum([config({ a: '1' }), config({ b: '3' })])).not.toBe(before);
    expect(checksum([config({ a: '1' })])).not.toBe(before);
  });

  it('is the same whatever changes about a ConfigMap but its data, so that no pod restarts for it', () => {
    const before = checksum([config({ a: '1' })]);
    expect(checksum([config({ a: '1' }, 'other', { app: 'other' })])).toBe(before);
  });
});
