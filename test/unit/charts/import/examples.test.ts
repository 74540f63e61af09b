import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { load, loadAll } from 'js-yaml';
import { importMesh, type ImportedMesh } from '../../../../charts/index.ts';
import { EXAMPLES } from './examples.data.ts';

const FOLDER = 'examples/import/';

function imported(file: string, version?: string): ImportedMesh {
  const documents = loadAll(readFileSync(FOLDER + file, 'utf8')).map((content) => ({ source: file, content }));
  return importMesh({ documents, settings: [] }, version === undefined ? {} : { version }, (text) => load(text));
}

describe('an example of what can be imported', () => {
  it('is there for every kind that this test knows, and the other way round', () => {
    expect(
      globSync(`${FOLDER}*.yaml`)
        .map((path) => path.slice(FOLDER.length))
        .sort(),
    ).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each(Object.entries(EXAMPLES))('%s becomes a MeshInstall, and names what it leaves out', (file, expected) => {
    const { spec, unmapped, remarks } = imported(file);
    expect({ spec, unmapped: unmapped.map(({ key }) => key), remarks }).toEqual(expected);
    expect(unmapped.filter(({ message }) => !/^[^.].*[;.].*\.$/s.test(message))).toEqual([]);
  });

  it.each(Object.entries(EXAMPLES))('%s becomes the release of --version, where that is given', (file) => {
    const { spec, remarks } = imported(file, '1.4.9');
    expect(spec.version).toBe('1.4.9');
    expect(remarks.join('\n')).toMatch(/--version 1\.4\.9 counts more/);
  });
});
