import { rootSchema, type Schema } from '../../src/api/crd.ts';

const INTRO = `# API reference

\`MeshInstall\`, \`meshwright.dev/v1alpha1\`, cluster-scoped, short name \`mi\`. Generated from the schema in \`src/api\`
by \`npm run generate\`; \`kubectl explain mi.spec --recursive\` prints the same. What several fields have in common is
described once.

`;

/** Title of the section about what all components share. */
const WORKLOAD = 'workload';

/** What is known while sections are written. */
interface Book {
  /** Fields that every component has. */
  readonly workload: Schema;
  /** Where a block of fields is described, by the fields. */
  readonly titles: Map<string, string>;
}

/** The text of docs/api.md: one table per block of fields. */
export function apiReference(): string {
  const { spec, status } = rootSchema().properties ?? {};
  const book: Book = { workload: workloadOf(spec?.properties?.['components']), titles: new Map() };
  const sections = [
    ...section(book, WORKLOAD, book.workload),
    ...section(book, 'spec', spec),
    ...section(book, 'status', status),
  ];
  return INTRO + sections.join('\n');
}

function workloadOf(components: Schema | undefined): Schema {
  const [first, ...others] = Object.values(components?.properties ?? {});
  const everywhere = ([name, field]: [string, Schema]): boolean =>
    others.every(({ properties }) => JSON.stringify(properties?.[name]) === JSON.stringify(field));
  const properties = Object.fromEntries(fieldsOf(first).filter(everywhere));
  return { type: 'object', description: 'What every component and every gateway may set.', properties };
}

/** The section of a block and those of the blocks in it; nothing for blocks that are described already. */
function section(book: Book, title: string, schema: Schema | undefined): string[] {
  const fields = ownFields(book, title, schema);
  if (schema === undefined || fields.length === 0 || book.titles.has(keyOf(schema))) return [];
  book.titles.set(keyOf(schema), title);
  const inner = fields.flatMap(([name, field]) => section(book, titleOf(title, name, field), blockOf(field)));
  const required = (schema['required'] ?? []) as string[];
  const rows = fields.map(([name, field]) => row(book, name, field, required.includes(name)));
  const isWorkload = fields.length < fieldsOf(schema).length;
  const also = isWorkload ? ` Beside what [every ${WORKLOAD}](#${WORKLOAD}) may set:` : '';
  const table = ['| field | type | |', '|---|---|---|', ...rows, ''];
  return [`## ${title}`, '', `${schema.description ?? ''}${also}`, '', ...table, ...inner];
}

/** Fields of a block; of a workload only those that not every workload has. */
function ownFields({ workload }: Book, title: string, schema: Schema | undefined): [string, Schema][] {
  const shared = Object.keys(workload.properties ?? {});
  const isWorkload = title !== WORKLOAD && shared.every((name) => name in (schema?.properties ?? {}));
  return fieldsOf(schema).filter(([name]) => !isWorkload || !shared.includes(name));
}

const fieldsOf = (schema: Schema | undefined): [string, Schema][] => Object.entries(schema?.properties ?? {});

const titleOf = (parent: string, name: string, { type }: Schema): string =>
  `${parent}.${name}${type === 'array' ? '[]' : ''}`;

/** The block of fields that a field holds: its own, or those of its items. */
const blockOf = (field: Schema): Schema =>
  field.items === undefined ? field : { ...field.items, description: field.description ?? '' };

const keyOf = (schema: Schema): string => JSON.stringify([schema.properties, schema['required']]);

function row(book: Book, name: string, field: Schema, isRequired: boolean): string {
  const text = (field.description ?? '').replaceAll('|', '\\|');
  return `| \`${name}\` | ${linkedType(book, field)} | ${isRequired ? '**Required.** ' : ''}${text} |`;
}

function linkedType({ titles }: Book, field: Schema): string {
  const block = blockOf(field);
  if (fieldsOf(block).length === 0) return typeOf(field);
  const title = titles.get(keyOf(block)) ?? WORKLOAD;
  const anchor = title.toLowerCase().replaceAll(/[.[\]]/g, '');
  return `${field.type === 'array' ? 'list of ' : ''}[${title.replace(/\[\]$/, '')}](#${anchor})`;
}

function typeOf(field: Schema): string {
  if (field['x-kubernetes-int-or-string'] === true) return 'integer or string';
  const choices = field['enum'] as string[] | undefined;
  if (choices !== undefined) return choices.map((choice) => `\`${choice === '' ? '""' : choice}\``).join(' ');
  if (field.type === 'array') return `list of ${typeOf(field.items ?? {})}`;
  if (field['additionalProperties'] !== undefined) return 'map';
  return typeof field['type'] === 'string' ? field['type'] : 'any';
}
