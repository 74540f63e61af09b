import type { KubeClient } from '../../src/kube/client.ts';
import { ourObjects } from './cluster-objects.ts';

/** Kinds that stay when a mesh is deleted. */
export const KEPT = ['CustomResourceDefinition', 'Namespace'];

/** Kinds of what is left of a mesh. */
export async function kindsLeft(client: KubeClient): Promise<string[]> {
  const left = await ourObjects(client);
  return [...new Set([...left.values()].map(({ kind }) => kind))].sort();
}

/** What Events of this reason say. */
export async function eventMessages(client: KubeClient, reason: string): Promise<string[]> {
  const { items } = await client.list(
    { apiVersion: 'v1', kind: 'Event' },
    { namespace: 'default', fieldSelector: `reason=${reason}` },
  );
  return items.map((event) => String(event['message']));
}
