import { LEFTOVERS } from '../../../charts/index.ts';
import { API, namespaceOf } from '../../api/meshinstall.ts';
import { keepsAuthority } from '../../core/certificates/kept-names.ts';
import { leftoversAmong } from '../../core/deletion/leftovers.ts';
import { deletionPolicy } from '../../core/deletion/steps.ts';
import type { Remainder } from '../../core/deletion/progress.ts';
import type { Manifest, ObjectRef } from '../../api/manifest.ts';
import { describeObject, idOf, refOf } from '../../core/model/object-id.ts';
import { CA_SECRET } from '../../core/readiness/authority.ts';
import { errorOf } from '../../engine/failures.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import type { Subject } from '../pass/subject.ts';
import { remainderAfter } from './run-step.ts';
import { workloadSecrets } from './workload-secrets.ts';

/** What is asked and deleted in the end. */
export interface OnRequestContext extends Pick<Subject, 'install' | 'signal'> {
  readonly client: Pick<KubeClient, 'list' | 'delete'>;
  readonly cache: Pick<LiveCache, 'installs' | 'crds'>;
}

/** What became of what is kept unless somebody asks for it to go. */
export interface OnRequest {
  /** What was kept, for people. */
  readonly kept: readonly string[];
  /** What was to go and could not be deleted. */
  readonly left: readonly Remainder[];
}

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const ALL_WORKLOAD_SECRETS = 'Secrets istio.* of workloads';
const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** The rest of a deletion: what is kept unless `spec.deletion` asks for it to go. */
export async function deleteOnRequest(pass: OnRequestContext): Promise<OnRequest> {
  const policy = deletionPolicy(pass.install.spec);
  const namespace = namespaceOf(pass.install);
  const secrets = policy.injectedSecrets === 'Delete' ? await deleteWorkloadSecrets(pass) : keep(ALL_WORKLOAD_SECRETS);
  // The authority tells whose the Secrets are: while any is left, it is needed.
  const authority =
    policy.certificateAuthority === 'Delete' && secrets.left.length === 0
      ? await deleteAuthority(pass, namespace)
      : keep(`Secret ${namespace}/${CA_SECRET}`);
  const crds = policy.crds === 'Delete' ? await deleteCrds(pass) : keep("Istio's CustomResourceDefinitions");
  const parts = [keep(`Namespace ${namespace}`), authority, await deleteLeftovers(pass), secrets, crds];
  return { kept: parts.flatMap(({ kept }) => kept), left: parts.flatMap(({ left }) => left) };
}

/** With what a change of the root left of it: the keys of before and after. */
function deleteAuthority(pass: OnRequestContext, namespace: string): Promise<OnRequest> {
  const { client, signal } = pass;
  return unlessUnreadable(pass, `Secrets in ${namespace}`, async () => {
    const { items } = await client.list(SECRET, { namespace, metadataOnly: true, signal });
    const names = items.map(({ metadata }) => metadata.name).filter(keepsAuthority);
    return deleteAll(
      pass,
      [CA_SECRET, ...names].map((name) => ({ ...SECRET, namespace, name })),
    );
  });
}

const keep = (what: string): OnRequest => ({ kept: [what], left: [] });

async function deleteAll({ client, signal }: OnRequestContext, refs: readonly ObjectRef[]): Promise<OnRequest> {
  const left = await Promise.all(refs.map((ref) => deleteOne(client, ref, signal)));
  signal.throwIfAborted();
  return { kept: [], left: left.flat() };
}

async function deleteOne(
  client: OnRequestContext['client'],
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<Remainder[]> {
  try {
    await client.delete(ref, { signal });
    return [];
  } catch (error) {
    return [remainderAfter(describeObject(ref), errorOf(error))];
  }
}

/** What programs of the mesh left in its namespace. */
function deleteLeftovers(pass: OnRequestContext): Promise<OnRequest> {
  const { client, install, signal } = pass;
  const namespace = namespaceOf(install);
  return unlessUnreadable(pass, `ConfigMaps in ${namespace}`, async () => {
    const { items } = await client.list(CONFIG_MAP, { namespace, metadataOnly: true, signal });
    const { go, stay } = leftoversAmong(items, LEFTOVERS, deletionPolicy(install.spec));
    const { left } = await deleteAll(pass, go.map(refOfKind(CONFIG_MAP)));
    return { kept: stay.map(({ metadata: { name } }) => `ConfigMap ${namespace}/${name}`), left };
  });
}

/** Only what this mesh has issued: another one needs its own. */
function deleteWorkloadSecrets(pass: OnRequestContext): Promise<OnRequest> {
  return unlessUnreadable(pass, ALL_WORKLOAD_SECRETS, async () => {
    const secrets = await workloadSecrets(pass);
    const go = secrets.filter(({ isOurs }) => isOurs).map(({ secret }) => refOf(idOf(secret)));
    const { left } = await deleteAll(pass, go);
    const stay = secrets.length - go.length;
    const kept = `${stay} ${stay === 1 ? 'Secret' : 'Secrets'} istio.* that this mesh is not known to have issued`;
    return { kept: stay === 0 ? [] : [kept], left };
  });
}

/** Items of a list do not name their kind. */
const refOfKind =
  (kind: { apiVersion: string; kind: string }) =>
  ({ metadata }: Manifest): ObjectRef =>
    refOf(idOf({ ...kind, metadata }));

/** What cannot even be listed is left. */
async function unlessUnreadable(
  { signal }: OnRequestContext,
  what: string,
  act: () => Promise<OnRequest>,
): Promise<OnRequest> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    return { kept: [], left: [remainderAfter(what, errorOf(error))] };
  }
}

/** CRDs are shared: they only go with the last mesh, and then also those that earlier meshes or profiles left. */
async function deleteCrds(pass: OnRequestContext): Promise<OnRequest> {
  const { cache, install } = pass;
  const other = cache.installs().find(({ metadata }) => metadata.name !== install.metadata.name);
  if (other !== undefined) return keep(`CustomResourceDefinitions, which ${API.kind} ${other.metadata.name} needs`);
  return deleteAll(
    pass,
    cache.crds().map((crd) => refOf(idOf(crd))),
  );
}
