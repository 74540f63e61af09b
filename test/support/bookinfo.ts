import type { Manifest } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/operations.ts';

/** Namespaces with this label get sidecars. */
const INJECTED = { 'test.meshwright.dev/sidecars': 'enabled' };

const OWNER = { fieldManager: 'user', force: true };
const POLICY = 'admissionregistration.k8s.io/v1';

/** A release of Istio as an expression of CEL, with what that expression reads. */
interface Release {
  readonly expression: string;
  readonly params?: { readonly kind: object; readonly ref: object };
}

/** Whatever release the injector of the mesh is of at the moment. */
const OF_INJECTOR: Release = {
  expression:
    'params.spec.template.spec.containers.filter(c, c.image.contains("/sidecar_injector:"))[0].image.split(":")[1]',
  params: {
    kind: { apiVersion: 'apps/v1', kind: 'Deployment' },
    ref: { name: 'istio-sidecar-injector', namespace: 'istio-system', parameterNotFoundAction: 'Deny' },
  },
};

/** Makes the apiserver put a sidecar of this version into new pods, and resolves when it does so. */
export const injectSidecars = (client: KubeClient, version: string): Promise<void> =>
  inject(client, { expression: `"${version}"` }, version);

/**
 * Makes the apiserver put the sidecar of the mesh into new pods from now on, as its injector would, and resolves when it
 * does so.
 * @param version the release of the mesh at the moment
 */
export const injectAsMesh = (client: KubeClient, version: string): Promise<void> =>
  inject(client, OF_INJECTOR, version);

/** A policy in place of a webhook: it needs nobody who answers. */
async function inject(client: KubeClient, { expression, params }: Release, now: string): Promise<void> {
  const repository = 'docker.io/istio/proxyv2';
  const args = '["proxy", "sidecar", "--discoveryAddress", "istio-pilot.istio-system:15010"]';
  const image = `"${repository}:" + ${expression}`;
  const sidecar = `Object.spec.containers{name: "istio-proxy", image: ${image}, args: ${args}}`;
  await client.apply(
    {
      apiVersion: POLICY,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: 'sidecars' },
      spec: {
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
        ...(params && { paramKind: params.kind }),
        matchConstraints: {
          namespaceSelector: { matchLabels: INJECTED },
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        mutations: [
          {
            patchType: 'JSONPatch',
            jsonPatch: { expression: `[JSONPatch{op: "add", path: "/spec/containers/-", value: ${sidecar}}]` },
          },
        ],
      },
    },
    OWNER,
  );
  const binding = {
    policyName: 'sidecars',
    matchResources: { namespaceSelector: { matchLabels: INJECTED } },
    ...(params && { paramRef: params.ref }),
  };
  await client.apply(
    { apiVersion: POLICY, kind: 'MutatingAdmissionPolicyBinding', metadata: { name: 'sidecars' }, spec: binding },
    OWNER,
  );
  await injectedNamespace(client, 'injection-probe');
  while (!(await isInjected(client, `${repository}:${now}`)));
}

// The apiserver takes up a policy a moment after it was written, and nothing tells when.
async function isInjected(client: KubeClient, image: string): Promise<boolean> {
  const metadata = { name: 'probe', namespace: 'injection-probe' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'app', image: 'app:1' }] } };
  const created = await client.create<Manifest>(pod, { dryRun: true });
  return JSON.stringify(created['spec']).includes(image);
}

/** A namespace whose pods get sidecars. */
export async function injectedNamespace(client: KubeClient, name: string): Promise<void> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: INJECTED } }, OWNER);
}

/** A Deployment of an application, with what a test wants different in its spec. */
export const deploy = (
  client: KubeClient,
  namespace: string,
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
): Promise<void> => run(client, 'Deployment', { namespace, name }, { replicas: 2, ...spec });

/** A workload of an application, with what its kind and a test want in its spec. */
export async function run(
  client: KubeClient,
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  metadata: { readonly namespace: string; readonly name: string },
  spec: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const labels = { app: metadata.name };
  await client.apply(
    {
      apiVersion: 'apps/v1',
      kind,
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1' }] } },
        ...spec,
      },
    },
    OWNER,
  );
}
