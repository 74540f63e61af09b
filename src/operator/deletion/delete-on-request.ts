import { API, namespaceOf } from '../../api/meshinstall.ts';
import { deletionPolicy } from '../../core/deletion/steps.ts';
import { CA_SECRET } from '../../core/readiness/functional-checks.ts';
import type { PassContext } from '../pass/context.ts';

/** The type of the Secrets that citadel issues (istio.io/key-and-cert in every version). */
const WORKLOAD_SECRETS = 'type=istio.io/key-and-cert';

/**
 * The rest of a deletion: what is kept unless `spec.deletion` asks for it to go.
 * @returns what was kept, for people
 */
export async function deleteOnRequest(pass: PassContext): Promise<string[]> {
  const policy = deletionPolicy(pass.install.spec);
  const namespace = namespaceOf(pass.install);
  return [
    `Namespace ${namespace}`,
    ...(policy.certificateAuthority === 'Delete'
      ? await deleteCa(pass, namespace)
      : [`Secret ${namespace}/${CA_SECRET}`]),
    ...(policy.injectedSecrets === 'Delete' ? await deleteWorkloadSecrets(pass) : ['Secrets istio.* of workloads']),
    ...(policy.crds === 'Delete' ? await deleteCrds(pass) : ["Istio's CustomResourceDefinitions"]),
  ];
}

async function deleteCa({ client, signal }: PassContext, namespace: string): Promise<string[]> {
  await client.delete({ apiVersion: 'v1', kind: 'Secret', namespace, name: CA_SECRET }, { signal });
  return [];
}

async function deleteWorkloadSecrets({ client, signal }: PassContext): Promise<string[]> {
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  const { items } = await client.list(secret, { fieldSelector: WORKLOAD_SECRETS, metadataOnly: true, signal });
  await Promise.all(
    items.map(({ metadata: { namespace, name } }) =>
      client.delete({ ...secret, name, ...(namespace !== undefined && { namespace }) }, { signal }),
    ),
  );
  return [];
}

/** CRDs are shared: they only go with the last mesh, and then also those that earlier meshes or profiles left. */
async function deleteCrds({ client, cache, install, signal }: PassContext): Promise<string[]> {
  const others = cache.installs().filter(({ metadata }) => metadata.name !== install.metadata.name);
  if (others.length > 0)
    return [`CustomResourceDefinitions, which ${API.kind} ${others[0]?.metadata.name ?? ''} needs`];
  await Promise.all(
    cache
      .crds()
      .map(({ apiVersion, kind, metadata: { name } }) => client.delete({ apiVersion, kind, name }, { signal })),
  );
  return [];
}
