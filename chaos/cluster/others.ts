import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/client.ts';

const meta = (name: string, namespace?: string) => ({ name, ...(namespace !== undefined && { namespace }) });
/** Of the mesh. */
const NAMESPACE = 'istio-system';
const OTHERS = 'of-others';

/** Objects of others, named and labelled like ours where that is possible. */
const OBJECTS: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: OTHERS } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('istio', OTHERS), data: { mesh: 'of others' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: meta('istio-ca-secret', OTHERS), stringData: { key: 'of others' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...meta('istio-pilot', OTHERS), labels: { app: 'pilot', istio: 'pilot' } },
    spec: { ports: [{ port: 80 }], selector: { istio: 'pilot' } },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'istio-of-others', labels: { app: 'pilot' } },
    rules: [],
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'istio-of-others', labels: { app: 'sidecarInjectorWebhook' } },
    webhooks: [],
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.istio-of-others.test' },
    spec: {
      group: 'istio-of-others.test',
      names: { kind: 'Thing', plural: 'things' },
      scope: 'Cluster',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
];

const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: Manifest): ObjectRef => ({
  apiVersion,
  kind,
  name,
  ...(namespace !== undefined && { namespace }),
});

/** Puts them there. */
export async function createOthers(client: KubeClient): Promise<void> {
  for (const object of OBJECTS) await client.apply(object, { fieldManager: 'others', force: true });
}

/** What nobody may touch, each with what it must stay: objects of others, CRDs, namespaces, the root of trust. */
export async function untouchables(client: KubeClient): Promise<ReadonlyMap<string, string>> {
  const [crds, namespaces, secret, others] = await Promise.all([
    client.list({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }),
    client.list({ apiVersion: 'v1', kind: 'Namespace' }),
    client.get({ apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: 'istio-ca-secret' }),
    Promise.all(OBJECTS.map((object) => client.get(refOf(object)))),
  ]);
  return new Map<string, string>([
    ...[...crds.items, ...namespaces.items].map(({ kind, metadata }): [string, string] => [
      `${kind} ${metadata.name}`,
      String(metadata.uid),
    ]),
    ...others.map((live, i): [string, string] => [`${OBJECTS[i]?.kind ?? ''} of others`, essence(live)]),
    ...(secret === undefined ? [] : [[`Secret ${NAMESPACE}/istio-ca-secret`, JSON.stringify(secret['data'])] as const]),
  ]);
}

/** What the apiserver counts up by itself is nobody's. */
function essence(live: Manifest | undefined): string {
  return JSON.stringify(live, (key, value: unknown) => (OWN.has(key) ? undefined : value));
}

const OWN: ReadonlySet<string> = new Set(['status', 'managedFields', 'resourceVersion']);
