import { dump } from 'js-yaml';

const GENERATED = '# Generated from the charts and src by npm run generate; do not edit.\n';

/** Objects as a file of YAML documents that says where it comes from. */
export const yamlOf = (objects: readonly object[]): string => `${GENERATED}${objects.map(documentOf).join('')}`;

const documentOf = (object: object): string => `---\n${dump(object, { noRefs: true, lineWidth: 118 })}`;
