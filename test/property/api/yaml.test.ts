import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMeshInstalls } from '../../../src/api/files/meshinstall-file.ts';
import { yamlDocuments, YamlError } from '../../../src/api/files/yaml.ts';
import { InputError } from '../../../src/api/errors.ts';
import { helmDocuments } from '../../../src/cli/import/helm-yaml.ts';
import { runs } from '../../support/hostile.ts';

const RUNS = runs(1000);

/** What YAML is made of, and what it is not. */
const piece = fc.oneof(
  fc.constantFrom(
    'a: ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
    '!!js/function ',
    '? ',
    '| \n',
    '> \n',
  ),
  fc.constantFrom(
    '\n',
    '\r\n',
    '\n  ',
    '\t',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '# ',
    ':',
    ',',
    '"',
    "'",
    '\\x',
    '\ufeff',
  ),
  fc.constantFrom('__proto__: 1', 'constructor: ', '~', '.inf', '.nan', '0o17', '1_000', '2026-11-28', 'yes', '1e400'),
  fc.constantFrom('apiVersion: meshwright.dev/v1alpha1\n', 'kind: MeshInstall\n', 'metadata: {name: a}\n', 'spec: '),
  fc.string({ maxLength: 4, unit: 'binary' }),
);
const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
/** Bytes that may be no UTF-8, as they are read from a file. */
const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('utf8'));

describe('a text', () => {
  it.each([
    ['of a file', yamlDocuments],
    ['of Helm', helmDocuments],
  ])('%s is read, or refused in one line that names its source', (_what, documents) => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyBytes), (text) => {
        try {
          JSON.stringify(documents(text, 'a.yaml'));
        } catch (error) {
          if (!(error instanceof YamlError)) throw error;
          expect(error.message).toMatch(/^a\.yaml[^\n]+$/);
        }
      }),
      RUNS,
    );
    expect({}).not.toHaveProperty('polluted');
  });

  it('is a list of MeshInstalls, or refused in words', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          for (const { name } of parseMeshInstalls(text, 'a.yaml')) expect(name).not.toBe('');
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }),
      RUNS,
    );
  });

  it('may begin with a byte order mark and end its lines as on Windows', () => {
    expect(yamlDocuments('\ufeffa: 1\r\nb:\r\n  - c\r\n', 'a.yaml')).toEqual([{ a: 1, b: ['c'] }]);
  });

  it('of megabytes takes seconds of work', () => {
    const begin = process.cpuUsage();
    const [list] = yamlDocuments('- {a: 1, b: [x, y]}\n'.repeat(200_000), 'a.yaml') as unknown[][];
    expect(list).toHaveLength(200_000);
    expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(20);
  });
});
