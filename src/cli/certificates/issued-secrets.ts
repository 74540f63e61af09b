import { WORKLOAD_SECRET_TYPES } from '../../../charts/index.ts';
import type { Manifest } from '../../api/manifest.ts';
import { issuedSecrets } from '../../core/deletion/issued-secrets.ts';
import { readIssued, type Issued } from '../../core/rotation/issued.ts';
import { CA_SECRET, SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import type { KubeClient } from '../../kube/operations.ts';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** What the citadel of a namespace has issued, wherever it lies; of keys, nothing is kept. */
export async function issuedSecretsOf(client: Pick<KubeClient, 'list'>, namespace: string): Promise<Issued[]> {
  const list = async (fieldSelector: string): Promise<Manifest[]> =>
    (await client.list(SECRET, { fieldSelector, transform: certificatesOnly })).items;
  const names = [CA_SECRET, SUPPLIED_CA_SECRET];
  const [secrets, authorities] = await Promise.all([
    Promise.all(WORKLOAD_SECRET_TYPES.map((type) => list(`type=${type}`))),
    Promise.all(names.map((name) => list(`metadata.name=${name}`))),
  ]);
  const isOwn = ({ metadata }: Manifest): boolean => metadata.namespace === namespace;
  const own = authorities.flat().filter(isOwn);
  const others = authorities.flat().filter((secret) => !isOwn(secret));
  return issuedSecrets(secrets.flat(), { namespace, own, others, hasOthers: others.length > 0 })
    .filter(({ isOurs }) => isOurs)
    .map(({ secret }) => readIssued(secret));
}

function certificatesOnly({ metadata, data }: Manifest & { data?: Record<string, string> }): Manifest {
  const kept = Object.entries(data ?? {}).filter(([key]) => key !== 'key.pem' && key !== 'ca-key.pem');
  return { ...SECRET, metadata, data: Object.fromEntries(kept) };
}
