import type { Manifest } from '../../src/api/manifest.ts';
import type { KubeClient } from '../../src/kube/operations.ts';

/** Namespaces with this label get sidecars. */
const INJECTED = { 'test.meshwright.dev/sidecars': 'enabled' };

const OWNER = { fieldManager: 'user', force: true };
const POLICY = 'admissionregistration.k8s.io/v1';

/**
 * Makes the apiserver put a sidecar of this version into new pods, as the injector would, and resolves when it does so.
 * A policy in place of a webhook: it needs nobody who answers.
 */
export async function injectSidecars(client: KubeClient, version: string): Promise<void> {
  const image = `docker.io/istio/proxyv2:${version}`;
  const args = '["proxy", "sidecar", "--discoveryAddress", "istio-pilot.istio-system:15010"]';
  const sidecar = `Object.spec.containers{name: "istio-proxy", image: "${image}", args: ${args}}`;
  await client.apply(
    {
      apiVersion: POLICY,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: 'sidecars' },
      spec: {
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
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
  const binding = { policyName: 'sidecars', matchResources: { namespaceSelector: { matchLabels: INJECTED } } };
  await client.apply(
    { apiVersion: POLICY, kind: 'MutatingAdmissionPolicyBinding', metadata: { name: 'sidecars' }, spec: binding },
    OWNER,
  );
  await injectedNamespace(client, 'injection-probe');
  while (!(await isInjected(client, image)));
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
export async function deploy(
  client: KubeClient,
  namespace: string,
  name: string,
  spec: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const labels = { app: name };
  await client.apply(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'app:1' }] } },
        ...spec,
      },
    },
    OWNER,
  );
}
