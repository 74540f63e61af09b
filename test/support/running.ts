import type { KubeClient } from '../../src/kube/operations.ts';
import { NAMESPACE } from './mesh-install.ts';

const KINDS_WITH_PODS = ['Deployment', 'DaemonSet', 'ReplicaSet', 'Pod'];

/** What may not change when a mesh is taken over: which objects there are, and everything that runs. */
export async function everythingThatRuns(client: KubeClient): Promise<unknown> {
  const lists = await Promise.all(
    KINDS_WITH_PODS.map((kind) =>
      client.list({ apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind }, { namespace: NAMESPACE }),
    ),
  );
  return lists
    .flatMap(({ items }) => items)
    .map(({ kind, metadata, ...object }) => {
      const { template, selector } = (object['spec'] ?? {}) as { template?: unknown; selector?: unknown };
      const { name, uid, generation } = metadata;
      // Annotations count as a new generation of a Deployment, and of nothing else.
      const version = kind === 'Deployment' ? {} : { generation };
      return { kind, name, uid, ...version, ...(kind === 'Pod' ? {} : { template, selector }) };
    })
    .sort((a, b) => (`${a.kind}${a.name}` < `${b.kind}${b.name}` ? -1 : 1));
}
