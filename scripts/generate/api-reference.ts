import { rootSchema, type Schema } from '../../src/api/crd.ts';

const INTRO = `# API reference

\`MeshInstall\`, \`meshwright.dev/v1alpha1\`, cluster-scoped, short name \`mi\`. Generated from the schema in \`src/api\`
by \`npm run generate\`; the same text is what \`kubectl explain mi.spec --recursive\` prints.

`;

/** The text of docs/api.md: one table per object of the schema. */
export function apiReference(): string {
  const { spec, status } = rootSchema().properties ?? {};
  return INTRO + [...section('spec', spec), ...section('status', status)].join('\n');
}

function section(path: string, schema: Schema | undefined): string[] {
  const fields = fieldsOf(schema);
  if (schema === undefined || fields.length === 0) return [];
  const required = (schema['required'] ?? []) as string[];
  const rows = fields.map(([name, field]) => row(path, name, field, required.includes(name)));
  const table = ['| field | type | |', '|---|---|---|', ...rows, ''];
  return [
    `## ${path}`,
    '',
    schema.description ?? '',
    '',
    ...table,
    ...fields.flatMap(([name, field]) => nested(path, name, field)),
  ];
}

function nested(path: string, name: string, field: Schema): string[] {
  if (field.type === 'array')
    return section(`${path}.${name}[]`, field.items && { ...field.items, description: field.description ?? '' });
  return section(`${path}.${name}`, field);
}

const fieldsOf = (schema: Schema | undefined): [string, Schema][] => Object.entries(schema?.properties ?? {});

function row(path: string, name: string, field: Schema, isRequired: boolean): string {
  const text = (field.description ?? '').replaceAll('|', '\\|');
  const hasSection = fieldsOf(field.items ?? field).length > 0;
  const anchor = `${path}.${name}${field.type === 'array' ? '[]' : ''}`.toLowerCase().replaceAll(/[.[\]]/g, '');
  const label = hasSection ? `[\`${name}\`](#${anchor})` : `\`${name}\``;
  return `| ${label} | ${typeOf(field)} | ${isRequired ? '**Required.** ' : ''}${text} |`;
}

function typeOf(field: Schema): string {
  if (field['x-kubernetes-int-or-string'] === true) return 'integer or string';
  const choices = field['enum'] as string[] | undefined;
  if (choices !== undefined) return choices.map((choice) => `\`${choice === '' ? '""' : choice}\``).join(' ');
  if (field.type === 'array') return `list of ${typeOf(field.items ?? {})}`;
  if (field['additionalProperties'] !== undefined) return 'map';
  return typeof field['type'] === 'string' ? field['type'] : 'any';
}
