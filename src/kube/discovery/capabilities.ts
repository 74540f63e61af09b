import type { Capabilities } from '../../api/capabilities.ts';
import type { Discovery } from '../operations.ts';

/** What a live cluster serves. */
export async function readCapabilities(discovery: Discovery): Promise<Capabilities> {
  const [{ minor }, kinds] = await Promise.all([discovery.serverVersion(), discovery.servedKinds()]);
  return { minor, served: new Set(kinds.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`)) };
}
