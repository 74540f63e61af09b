import { describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../src/api/components.ts';
import { customResourceDefinition, rootSchema, type Schema } from '../../../src/api/crd.ts';

interface Visit {
  readonly path: string;
  readonly schema: Schema;
}

/** Every node of a structural schema; where a node may hold others, they are properties, items or map values. */
function nodesOf(schema: Schema, path = ''): Visit[] {
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    nodesOf(child, `${path}.${name}`),
  );
  const items = schema.items === undefined ? [] : nodesOf(schema.items, `${path}[]`);
  const values = schema['additionalProperties'];
  const map = typeof values === 'object' ? nodesOf(values as Schema, `${path}.*`) : [];
  return [{ path, schema }, ...properties, ...items, ...map];
}

const ALL = nodesOf(rootSchema());
const failing = (bad: (visit: Visit) => boolean): string[] => ALL.filter(bad).map(({ path }) => path);

/** kubernetes.io, "Specifying a structural schema": what v1 refuses anywhere, and what it refuses below junctors. */
const FORBIDDEN = [
  '$ref',
  '$schema',
  '$defs',
  'const',
  'definitions',
  'dependencies',
  'deprecated',
  'discriminator',
  'exclusiveMinimum',
  'id',
  'patternProperties',
  'prefixItems',
  'propertyNames',
  'readOnly',
  'writeOnly',
  'xml',
  'uniqueItems',
];

describe('the schema of the CRD', () => {
  it('has many nodes, so that this walk sees something', () => {
    expect(ALL.length).toBeGreaterThan(300);
  });

  it('gives every node a type, or says that it is int-or-string or anything', () => {
    expect(
      failing(
        ({ schema }) =>
          schema['type'] === undefined &&
          schema['x-kubernetes-int-or-string'] !== true &&
          schema['x-kubernetes-preserve-unknown-fields'] !== true,
      ),
    ).toEqual([]);
  });

  it('writes int-or-string exactly as the apiserver allows it', () => {
    const nodes = ALL.filter(({ schema }) => schema['x-kubernetes-int-or-string'] === true);
    expect(nodes.length).toBeGreaterThan(5);
    for (const { schema } of nodes) {
      expect(schema['type']).toBeUndefined();
      expect(schema['anyOf']).toEqual([{ type: 'integer' }, { type: 'string' }]);
    }
  });

  it('uses no union apart from int-or-string', () => {
    expect(
      failing(
        ({ schema }) =>
          ['anyOf', 'oneOf', 'allOf', 'not'].some((junctor) => junctor in schema) &&
          schema['x-kubernetes-int-or-string'] !== true,
      ),
    ).toEqual([]);
  });

  it('uses no keyword that structural schemas do not know', () => {
    expect(failing(({ schema }) => FORBIDDEN.some((keyword) => keyword in schema))).toEqual([]);
  });

  it('never closes an object, which the apiserver would refuse, and never has properties beside map values', () => {
    expect(failing(({ schema }) => typeof schema['additionalProperties'] === 'boolean')).toEqual([]);
    expect(
      failing(({ schema }) => schema['additionalProperties'] !== undefined && schema.properties !== undefined),
    ).toEqual([]);
  });

  it('says of every list what its items are', () => {
    expect(failing(({ schema }) => schema['type'] === 'array' && schema.items === undefined)).toEqual([]);
  });

  it('requires only what exists', () => {
    expect(
      failing(({ schema }) =>
        ((schema['required'] ?? []) as string[]).some((name) => schema.properties?.[name] === undefined),
      ),
    ).toEqual([]);
  });

  it('describes every field that has a name, as a sentence', () => {
    const named = ALL.filter(({ path }) => /^\.(spec|status).*\.[^.*[\]]+$/.test(path));
    expect(named.length).toBeGreaterThan(250);
    const undescribed = named.filter(({ schema }) => !/^.{8,}\.$/s.test(schema.description ?? ''));
    expect(undescribed.map(({ path }) => path)).toEqual([]);
  });

  it('bounds no integer by what JavaScript can count', () => {
    expect(
      failing(({ schema }) => Math.abs(Number(schema['minimum'] ?? schema['maximum'] ?? 0)) >= Number.MAX_SAFE_INTEGER),
    ).toEqual([]);
  });

  it('has defaults nowhere: what a user did not write follows the profile, also after an upgrade', () => {
    expect(failing(({ schema }) => 'default' in schema)).toEqual([]);
  });

  it('bounds the name, which is the value of a label too', () => {
    const metadata = rootSchema().properties?.['metadata'];
    expect(metadata).toEqual({ type: 'object', properties: { name: { type: 'string', maxLength: 63 } } });
  });
});

describe('the CRD', () => {
  interface Version {
    schema: { openAPIV3Schema: Schema };
    additionalPrinterColumns: { name: string; jsonPath: string }[];
    subresources: object;
  }
  const { spec } = customResourceDefinition() as unknown as {
    spec: { scope: string; names: { plural: string; shortNames: string[] }; versions: Version[] };
  };

  it('is cluster-scoped, has a status of its own and answers to mi', () => {
    expect(customResourceDefinition().metadata.name).toBe('meshinstalls.meshwright.dev');
    expect(spec.scope).toBe('Cluster');
    expect(spec.names.shortNames).toEqual(['mi']);
    expect(spec.versions[0]?.subresources).toEqual({ status: {} });
  });

  it('prints the version that is asked for also where it is refused, and no status tells of it', () => {
    const target = spec.versions[0]!.additionalPrinterColumns.find(({ name }) => name === 'Target');
    expect(target?.jsonPath).toBe('.spec.version');
  });

  it('prints only columns whose fields exist', () => {
    const paths = new Set(ALL.map(({ path }) => path));
    const columns = spec.versions[0]!.additionalPrinterColumns;
    expect(columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Version', 'Profile', 'Ready', 'Phase', 'Components', 'Age']),
    );
    for (const { jsonPath } of columns.filter((column) => !column.jsonPath.startsWith('.metadata'))) {
      expect(paths).toContain(jsonPath.replace(/\[\?.*?\)\]/, '[]'));
    }
  });
});

it('does not carry the label by which the CRDs of a mesh are found', () => {
  expect(customResourceDefinition().metadata.labels).not.toHaveProperty([LABELS.managedBy]);
});
