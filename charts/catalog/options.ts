import { ADDON_OPTIONS } from './options/addons.ts';
import { COMPONENT_OPTIONS } from './options/components.ts';
import { GATEWAY_OPTIONS } from './options/gateways.ts';
import { MESH_OPTIONS } from './options/mesh.ts';
import type { Option } from './options/option.ts';

/**
 * Every value of the official charts (values.yaml of each line) that has a field in the contract. Serves the refusal of
 * options that a release lacks, and the conversion of values files.
 */
export const OPTIONS: readonly Option[] = [...MESH_OPTIONS, ...COMPONENT_OPTIONS, ...GATEWAY_OPTIONS, ...ADDON_OPTIONS];
