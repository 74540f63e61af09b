import { dump } from 'js-yaml';
import { customResourceDefinition } from '../../src/api/crd.ts';

/** The text of crds/meshinstalls.yaml. */
export function crdFile(): string {
  const yaml = dump(customResourceDefinition(), { noRefs: true, lineWidth: 118 });
  return `# Generated from src/api by npm run generate; do not edit.\n${yaml}`;
}
