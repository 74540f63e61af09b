import type { SelfMade } from '../src/api/self-made.ts';
import { SELF_MADE } from './catalog/self-made.ts';
import { galleyKeepsWebhooks } from './components/validation.ts';
import type { Mesh } from './mesh.ts';

const KEEPS: Readonly<Record<string, (mesh: Mesh) => boolean>> = { galley: galleyKeepsWebhooks };

/** The objects that the programs of this mesh keep by themselves on its cluster; nothing renders them there. */
export function keptByPrograms(mesh: Mesh): SelfMade[] {
  return SELF_MADE.filter(({ component }) => KEEPS[component]?.(mesh) === true);
}
