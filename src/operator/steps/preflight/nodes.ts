import type { Manifest } from '../../../api/manifest.ts';
import { ARCHITECTURE_LABELS } from '../../../core/model/node-architecture.ts';
import type { NodesSeen } from '../../../core/upgrade/preflight/index.ts';
import { ApiError, isForbidden } from '../../../kube/errors.ts';
import type { KubeClient } from '../../../kube/operations.ts';

const NODE = { apiVersion: 'v1', kind: 'Node' };
const UNLABELLED = ARCHITECTURE_LABELS.map((label) => `!${label}`).join(',');

type Lister = Pick<KubeClient, 'list'>;

/**
 * Counts the nodes of each architecture, as their labels say: those decide where pods go. A node without one is asked
 * for what its kubelet says. Who may not list nodes, which belong to no namespace, learns that and everything else.
 */
export async function nodesSeen(client: Lister, signal?: AbortSignal): Promise<NodesSeen> {
  try {
    return { byArchitecture: counted(await architecturesIn(client, signal)) };
  } catch (error) {
    if (!(error instanceof ApiError && isForbidden(error))) throw error;
    return { unread: error.message };
  }
}

async function architecturesIn(client: Lister, signal?: AbortSignal): Promise<string[]> {
  const options = signal === undefined ? {} : { signal };
  const { items } = await client.list(NODE, { ...options, metadataOnly: true });
  const labelled = items.flatMap((node) => labelOf(node) ?? []);
  if (labelled.length === items.length) return labelled;
  const others = await client.list(NODE, { ...options, labelSelector: UNLABELLED });
  return [...labelled, ...others.items.flatMap((node) => architectureOf(node) ?? [])];
}

const labelOf = ({ metadata }: Manifest): string | undefined =>
  ARCHITECTURE_LABELS.map((label) => metadata.labels?.[label]).find((value) => value !== undefined);

const architectureOf = (node: Manifest): string | undefined =>
  (node['status'] as { nodeInfo?: { architecture?: string } } | undefined)?.nodeInfo?.architecture;

function counted(architectures: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(architectures, (architecture) => architecture);
  return Object.fromEntries([...groups].map(([architecture, nodes]) => [architecture, nodes.length]));
}
