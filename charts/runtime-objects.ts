import type { RuntimeObject } from '../src/api/runtime-objects.ts';
import { RUNTIME_OBJECTS } from './catalog/runtime-objects.ts';
import { galleyKeepsWebhooks } from './components/validation.ts';
import type { Mesh } from './mesh.ts';

const KEEPS: Readonly<Record<string, (mesh: Mesh) => boolean>> = { galley: galleyKeepsWebhooks };

/** The objects that the programs of this mesh keep by themselves on its cluster; nothing renders them there. */
export function runtimeObjectsOf(mesh: Mesh): RuntimeObject[] {
  return RUNTIME_OBJECTS.filter(({ component }) => KEEPS[component]?.(mesh) === true);
}
