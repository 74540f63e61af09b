import { describe, expect, it } from '@jest/globals';
import { parseMeshInstalls } from '../../../../src/api/files/meshinstall-file.ts';

const install = (name: string) => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name },
  spec: { version: '1.4.10' },
});
const parsed = (document: unknown) => parseMeshInstalls(JSON.stringify(document), 'a file');

describe('a list of MeshInstalls', () => {
  it.each([
    ['v1', 'List'],
    ['meshwright.dev/v1alpha1', 'MeshInstallList'],
  ])('is read as what is in it, as kubectl prints %s %s', (apiVersion, kind) => {
    const found = parsed({ apiVersion, kind, items: [install('a'), { kind: 'List', items: [install('b')] }] });
    expect(found.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it.each<[string, unknown, string]>([
    ['nothing', { kind: 'List', items: [] }, 'a file holds no MeshInstall'],
    ['nothing where one belongs', { kind: 'List', items: [null] }, 'a file holds no object where'],
    ['another kind', { kind: 'List', items: [{ apiVersion: 'v1', kind: 'Pod' }] }, 'a file holds v1 Pod where'],
  ])('is refused that holds %s', (_what, document, message) => {
    expect(() => parsed(document)).toThrow(message);
  });

  it('is no object of another kind that has items', () => {
    expect(() => parsed({ apiVersion: 'v1', kind: 'Pod', items: [install('a')] })).toThrow('a file holds v1 Pod where');
  });
});
