import { z } from 'zod';
import type { Manifest } from './manifest.ts';
import { API } from './meshinstall.ts';
import { meshInstallSpec } from './spec/index.ts';
import { meshInstallStatus } from './status.ts';
import { SPEC_BOUNDS } from './validation/bounds.ts';
import { MISTAKEN_NAMESPACES } from './validation/namespaces.ts';

/** A node of a structural schema, as CustomResourceDefinition v1 takes it. */
export type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  items?: Schema;
  description?: string;
};

const COLUMNS = [
  { name: 'Version', type: 'string', jsonPath: '.status.version', description: 'Istio version that is installed.' },
  { name: 'Profile', type: 'string', jsonPath: '.status.profile', description: 'Set of settings it started from.' },
  {
    name: 'Ready',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
    description: 'Whether the mesh works.',
  },
  { name: 'Phase', type: 'string', jsonPath: '.status.phase', description: 'What is going on.' },
  { name: 'Components', type: 'string', jsonPath: '.status.ready', description: 'Ready components of all components.' },
  {
    name: 'Proxies',
    type: 'string',
    jsonPath: '.status.dataPlane.ready',
    description: 'Proxies of the installed version of all proxies.',
    priority: 1,
  },
  // Of the spec: a status says nothing of a target that is refused.
  { name: 'Target', type: 'string', jsonPath: '.spec.version', description: 'Version asked for.', priority: 1 },
  {
    name: 'Message',
    type: 'string',
    jsonPath: '.status.conditions[?(@.type=="Ready")].message',
    description: 'Why it is not Ready.',
    priority: 1,
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp', description: 'Since when it exists.' },
];

/** The CustomResourceDefinition of MeshInstall, made from the one schema that also types and validates the spec. */
export function customResourceDefinition(): Manifest {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    // Not the label of the CRDs that a mesh brings: who deletes those by it must not delete every mesh.
    metadata: { name: `${API.plural}.${API.group}`, labels: { 'app.kubernetes.io/name': 'meshwright' } },
    spec: {
      group: API.group,
      scope: 'Cluster',
      names: {
        kind: API.kind,
        listKind: `${API.kind}List`,
        plural: API.plural,
        singular: API.singular,
        shortNames: [API.shortName],
        categories: ['istio'],
      },
      versions: [
        {
          name: API.version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: rootSchema() },
          subresources: { status: {} },
          additionalPrinterColumns: COLUMNS,
        },
      ],
    },
  };
}

/** What no structural schema can say of free-form values. */
const BOUNDS = `At most ${SPEC_BOUNDS.kibibytes} KiB, ${SPEC_BOUNDS.levels} levels deep.`;

/**
 * On creation there is no status: it is not yet written. So a MeshInstall that is there already keeps its namespace,
 * which is immutable, can be edited, and above all let go, also by Kubernetes before 1.30, which checks what did not change.
 */
const NAMESPACE_CHOICE_RULE = {
  rule: `has(self.status) || !has(self.spec.__namespace__) || !(self.spec.__namespace__ in [${MISTAKEN_NAMESPACES.map((name) => `'${name}'`).join(', ')}])`,
  message: `spec.namespace must be none of ${MISTAKEN_NAMESPACES.join(', ')}; choose a namespace for the mesh alone, such as istio-system`,
};

/** The schema of a whole MeshInstall. */
export function rootSchema(): Schema {
  return {
    type: 'object',
    description: 'One classic Istio control plane: apply it, and the mesh is installed, kept, upgraded and reported.',
    required: ['spec'],
    'x-kubernetes-validations': [NAMESPACE_CHOICE_RULE],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      // The name is the value of a label too, which holds no more.
      metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 63 } } },
      spec: { description: `What is asked for. ${BOUNDS}`, ...structural(meshInstallSpec) },
      status: { description: 'What is there.', ...structural(meshInstallStatus) },
    },
  };
}

function structural(schema: z.ZodType): Schema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    override: ({ jsonSchema }) => toStructural(jsonSchema as Schema),
  }) as Schema;
  return json;
}

/** Structural schemas know neither unions nor closed objects, and bound integers only where a bound means something. */
function toStructural(schema: Schema): void {
  if (schema['x-kubernetes-int-or-string'] === true) intOrString(schema);
  if (schema['x-kubernetes-preserve-unknown-fields'] === true && schema.properties !== undefined) {
    delete schema.properties;
  }
  if (schema['additionalProperties'] === false || isEmptySchema(schema['additionalProperties'])) {
    delete schema['additionalProperties'];
  }
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  delete schema['propertyNames'];
}

/** The pattern of the text form survives: a pattern does not apply to numbers. */
function intOrString(schema: Schema): void {
  const forms = (schema['anyOf'] ?? []) as Schema[];
  const pattern = forms.find((form) => form['pattern'] !== undefined)?.['pattern'];
  delete schema['type'];
  schema['anyOf'] = [{ type: 'integer' }, { type: 'string' }];
  if (pattern !== undefined) schema['pattern'] = pattern;
}

const isEmptySchema = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
