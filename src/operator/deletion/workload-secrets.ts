import { WORKLOAD_SECRET_TYPES } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { namespaceOf } from '../../api/meshinstall.ts';
import { issuedSecrets, type Authorities, type IssuedSecret } from '../../core/deletion/issued-secrets.ts';
import { CA_SECRET, SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Subject } from '../pass/subject.ts';

/** Where to look for Secrets. */
export interface WorkloadSecretsContext extends Pick<Subject, 'install' | 'signal'> {
  readonly client: Pick<KubeClient, 'list'>;
  readonly cache: Pick<LiveCache, 'installs'>;
}

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** Every Secret with the certificate of a workload, and whether this mesh issued it: those of all meshes look alike. */
export async function workloadSecrets(pass: WorkloadSecretsContext): Promise<IssuedSecret[]> {
  const lists = await Promise.all(WORKLOAD_SECRET_TYPES.map((type) => list(pass, `type=${type}`)));
  return issuedSecrets(lists.flat(), await authoritiesOf(pass));
}

/** What citadels of this cluster sign with, of meshes that anybody installed. */
async function authoritiesOf(pass: WorkloadSecretsContext): Promise<Authorities> {
  const names = [CA_SECRET, SUPPLIED_CA_SECRET];
  const found = (await Promise.all(names.map((name) => list(pass, `metadata.name=${name}`)))).flat();
  const namespace = namespaceOf(pass.install);
  const isOwn = ({ metadata }: Manifest): boolean => metadata.namespace === namespace;
  const others = found.filter((secret) => !isOwn(secret));
  const isOther = ({ metadata }: Manifest): boolean => metadata.name !== pass.install.metadata.name;
  const hasOthers = others.length > 0 || pass.cache.installs().some(isOther);
  return { namespace, own: found.filter(isOwn), others, hasOthers };
}

/** Secrets with nothing but their certificates: of a key, nothing is kept. */
async function list({ client, signal }: WorkloadSecretsContext, fieldSelector: string): Promise<Manifest[]> {
  return (await client.list(SECRET, { fieldSelector, transform: certificatesOnly, signal })).items;
}

function certificatesOnly({ metadata, data }: Manifest & { data?: Record<string, string> }): Manifest {
  const { name, namespace } = metadata;
  const certificates = Object.entries(data ?? {}).filter(([key]) => key.endsWith('cert.pem'));
  return {
    ...SECRET,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    data: Object.fromEntries(certificates),
  };
}
