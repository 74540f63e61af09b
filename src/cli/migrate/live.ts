import type { Manifest } from '../../api/manifest.ts';
import { kindOf } from '../../migration/kinds.ts';
import type { Unread } from '../../migration/assess/assess.ts';
import { isForbidden, KindNotServedError } from '../../kube/errors.ts';
import type { KubeClient, KindRef, ListOptions } from '../../kube/operations.ts';

/** What a cluster says of its mesh. */
export interface LiveMesh {
  readonly objects: readonly Manifest[];
  readonly unread: readonly Unread[];
  /** Minor of its Kubernetes 1. */
  readonly kubernetes: number;
}

/** Kinds of a classic mesh that are told when the cluster does not serve them: nobody can say what they once said. */
const EXPECTED = [
  ...['MeshPolicy', 'Policy'].map((kind) => `${kind}.authentication.istio.io`),
  ...['ClusterRbacConfig', 'ServiceRole', 'ServiceRoleBinding'].map((kind) => `${kind}.rbac.istio.io`),
  ...['rule', 'QuotaSpec', 'QuotaSpecBinding'].map((kind) => `${kind}.config.istio.io`),
  ...['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry', 'Sidecar', 'EnvoyFilter'].map(
    (kind) => `${kind}.networking.istio.io`,
  ),
];

/** Of a private key nothing has to be known, and so nothing is kept. */
const CERTIFICATES = ['ca-cert.pem', 'cert-chain.pem', 'root-cert.pem'];

const withoutKeys = (secret: Manifest): Manifest => {
  const data = (secret['data'] ?? {}) as Record<string, unknown>;
  const { apiVersion, kind, metadata, type } = secret;
  return { apiVersion, kind, metadata, type, data: Object.fromEntries(CERTIFICATES.map((key) => [key, data[key]])) };
};

/** Other kinds that say something of the mesh, and which of them. */
const OTHERS: readonly (readonly [kind: string, options: ListOptions])[] = [
  ['Namespace', {}],
  ['Service', {}],
  ['Pod', { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }],
  ['ConfigMap', { fieldSelector: 'metadata.name=istio' }],
  ['Secret', { fieldSelector: 'type=istio.io/key-and-cert', transform: withoutKeys }],
  ['Secret', { fieldSelector: 'type=istio.io/ca-root', transform: withoutKeys }],
  ['Secret', { fieldSelector: 'metadata.name=cacerts', transform: withoutKeys }],
  ['Deployment.apps', {}],
  ['StatefulSet.apps', {}],
  ['DaemonSet.apps', {}],
  ['Job.batch', {}],
  ['CronJob.batch', {}],
  ['Ingress.networking.k8s.io', {}],
];

/**
 * Reads the mesh of a cluster by lists. What may not be read is told, and no error as long as something may.
 * @throws ApiError when nothing may be read
 */
export async function readLiveMesh(client: KubeClient): Promise<LiveMesh> {
  const [kinds, { minor }] = await Promise.all([client.discovery.servedKinds(), client.discovery.serverVersion()]);
  // A kind may be served in several versions, which all list the same objects.
  const served = new Map([...kinds].reverse().map((kind): [string, KindRef] => [kindOf(kind), kind]));
  const ofIstio = [...served.keys()].filter((kind) => /\.[a-z]+\.istio\.io$/.test(kind));
  const wanted = [...ofIstio.sort().map((kind) => [kind, {}] as const), ...OTHERS];
  const read = await Promise.all(wanted.map(([kind, options]) => listOf(client, served.get(kind), kind, options)));
  const refused = read.find(({ error }) => error !== undefined)?.error;
  if (refused !== undefined && read.every(({ objects }) => objects === undefined)) throw refused;
  const missing = EXPECTED.filter((kind) => !served.has(kind)).map((what) => ({ what, why: NOT_SERVED }));
  return {
    objects: read.flatMap(({ objects = [] }) => objects),
    unread: [...read.flatMap(({ unread }) => unread ?? []), ...missing],
    kubernetes: minor,
  };
}

const NOT_SERVED = 'the cluster does not serve it';

/** Why a kind could not be read that is there. */
export const REFUSED = 'you may not list it';

interface Read {
  readonly objects?: readonly Manifest[];
  readonly unread?: Unread;
  readonly error?: Error;
}

async function listOf(client: KubeClient, ref: KindRef | undefined, what: string, options: ListOptions): Promise<Read> {
  if (ref === undefined) return { unread: { what, why: NOT_SERVED } };
  try {
    return { objects: (await client.list(ref, options)).items };
  } catch (error) {
    if (error instanceof KindNotServedError) return { unread: { what, why: NOT_SERVED } };
    if (!isForbidden(error)) throw error;
    return { unread: { what, why: REFUSED }, error: error as Error };
  }
}
