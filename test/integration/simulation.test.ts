import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDevcluster, type Devcluster } from '../../devcluster/index.ts';
import { startSimulation, type Simulation } from '../../devcluster/simulation/index.ts';
import { denyAnnotation } from '../../devcluster/simulation/admission.ts';
import type { Manifest, ObjectRef } from '../../src/api/manifest.ts';
import { createKubeClient } from '../../src/kube/client.ts';
import { loadKubeConfig } from '../../src/kube/transport/kubeconfig.ts';
import { watchUntil } from '../support/watch-until.ts';

const MESH = 'istio-system';
const START_MS = 10 * 60_000;
const STEP_MS = 60_000;

let folder: string;
let cluster: Devcluster;
let simulation: Simulation;
let client: ReturnType<typeof createKubeClient>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulation-'));
  const egressSocket = join(folder, 'egress.sock');
  cluster = await startDevcluster({ simulation: false, egressSocket });
  simulation = await startSimulation({ kubeconfigPath: cluster.kubeconfigPath, egressSocket, log: () => undefined });
  const kubeConfig = loadKubeConfig({ path: cluster.kubeconfigPath, env: {}, homeDir: '/' });
  client = createKubeClient({ kubeConfig, userAgent: 'test' });
  await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: MESH } });
  await serviceAccount(MESH, 'istio-galley-service-account');
}, START_MS);

afterAll(async () => {
  await simulation.stop();
  await client.close();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}, STEP_MS);

function apply(manifest: Manifest): Promise<Manifest> {
  return client.apply(manifest, { fieldManager: 'test', force: true });
}

function serviceAccount(namespace: string, name: string): Promise<Manifest> {
  return apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name } });
}

function eventually<T extends Manifest>(ref: ObjectRef, wanted?: (object: T) => boolean): Promise<T> {
  return watchUntil(client, ref, wanted);
}

interface Secret extends Manifest {
  type: string;
  data: Record<string, string>;
}

const secretRef = (name: string, namespace = MESH) => ({ apiVersion: 'v1', kind: 'Secret', namespace, name });
const pem = (secret: Secret, file: string) => Buffer.from(secret.data[file] ?? '', 'base64').toString();
const certificate = (secret: Secret, file: string) => new X509Certificate(pem(secret, file));

/** A component of one replica, as far as labels go. */
async function deploy(name: string, labels: Record<string, string>, replicas = 1): Promise<void> {
  await apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: MESH, name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.test/main' }] } },
    },
  });
}

async function removePods(name: string, labels: Record<string, string>): Promise<void> {
  await deploy(name, labels, 0);
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: MESH, name };
  await eventually(ref, ({ status }) => (status as { replicas?: number } | undefined)?.replicas === undefined);
}

const CITADEL = { app: 'security', istio: 'citadel' };
const GALLEY = { app: 'galley', istio: 'galley' };

describe('the simulation', () => {
  it(
    "writes citadel's Secrets only once a citadel pod is Ready, and again when one is deleted",
    async () => {
      expect(await client.get(secretRef('istio-ca-secret'))).toBeUndefined();
      await deploy('istio-citadel', CITADEL);
      const authority = await eventually<Secret>(secretRef('istio-ca-secret'));
      expect(authority.type).toBe('istio.io/ca-root');
      const root = certificate(authority, 'ca-cert.pem');
      expect(root.ca).toBe(true);

      const galley = await eventually<Secret>(secretRef('istio.istio-galley-service-account'));
      const issued = certificate(galley, 'cert-chain.pem');
      expect(galley.type).toBe('istio.io/key-and-cert');
      expect(issued.verify(root.publicKey)).toBe(true);
      expect(issued.subjectAltName?.split(', ').sort()).toEqual([
        'DNS:istio-galley.istio-system',
        'DNS:istio-galley.istio-system.svc',
        'URI:spiffe://cluster.local/ns/istio-system/sa/istio-galley-service-account',
      ]);
      expect(pem(galley, 'root-cert.pem')).toBe(pem(authority, 'ca-cert.pem'));

      await serviceAccount('default', 'late');
      await eventually(secretRef('istio.late', 'default'));
      await client.delete(secretRef('istio.istio-galley-service-account'));
      await eventually(
        secretRef('istio.istio-galley-service-account'),
        ({ metadata }) => metadata.uid !== galley.metadata.uid,
      );
    },
    STEP_MS,
  );

  it(
    'keeps the root over a restart of citadel, and writes nothing in between',
    async () => {
      const before = await client.get<Secret>(secretRef('istio-ca-secret'));
      await removePods('istio-citadel', CITADEL);
      await serviceAccount('default', 'meanwhile');
      await client.delete(secretRef('istio.late', 'default'));
      // A Service that comes later is seen to: the simulation had its chance to do wrong.
      await loadBalancer('fence');
      expect(await client.get(secretRef('istio.meanwhile', 'default'))).toBeUndefined();
      await deploy('istio-citadel', CITADEL);
      const issued = await eventually<Secret>(secretRef('istio.meanwhile', 'default'));
      await eventually(secretRef('istio.late', 'default'));
      expect(issued.data['root-cert.pem']).toBe(before?.data['ca-cert.pem']);
    },
    STEP_MS,
  );

  it(
    'gives each load balancer an address of its own',
    async () => {
      const [a, b] = await Promise.all([loadBalancer('a'), loadBalancer('b')]);
      expect(a).toMatch(/^192\.0\.2\.\d+$/);
      expect(b).toMatch(/^192\.0\.2\.\d+$/);
      expect(a).not.toBe(b);
    },
    STEP_MS,
  );

  it(
    "refuses through the webhook on galley's Service, over TLS, while galley has a ready endpoint",
    async () => {
      await apply({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { namespace: MESH, name: 'istio-galley' },
        spec: { selector: { istio: 'galley' }, ports: [{ name: 'https-validation', port: 443 }] },
      });
      const authority = await client.get<Secret>(secretRef('istio-ca-secret'));
      await apply(webhookConfiguration(authority?.data['ca-cert.pem'] ?? ''));
      await expect(untilNotCalled(() => configMap('early', {}, {}))).rejects.toThrow(/failed calling webhook/);

      await deploy('istio-galley', GALLEY);
      await endpoint('istio-galley', true);
      await expect(
        untilCalled(() => configMap('refused', { [denyAnnotation]: 'because we say so' }, {})),
      ).rejects.toThrow(/denied the request: because we say so/);
      await expect(configMap('odd')).rejects.toThrow('ConfigMap has unknown fields: data');
      expect((await configMap('good', {}, {})).metadata.name).toBe('good');

      await removePods('istio-galley', GALLEY);
      await endpoint('istio-galley', false);
      await expect(untilNotCalled(() => configMap('late', {}, {}))).rejects.toThrow(/failed calling webhook/);
    },
    STEP_MS,
  );
});

async function loadBalancer(name: string): Promise<string> {
  const metadata = { namespace: 'default', name };
  await apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } });
  interface Balanced extends Manifest {
    status?: { loadBalancer?: { ingress?: { ip: string }[] } };
  }
  const ingress = ({ status }: Balanced) => status?.loadBalancer?.ingress?.[0]?.ip;
  const ref = { apiVersion: 'v1', kind: 'Service', ...metadata };
  return ingress(await eventually<Balanced>(ref, (service) => ingress(service) !== undefined)) ?? '';
}

function webhookConfiguration(caBundle: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'istio-galley' },
    webhooks: [
      {
        name: 'pilot.validation.istio.io',
        clientConfig: { caBundle, service: { namespace: MESH, name: 'istio-galley', path: '/admitpilot' } },
        // ConfigMaps of one namespace stand for Istio's kinds, whose CRDs are not installed here.
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
        admissionReviewVersions: ['v1beta1'],
        failurePolicy: 'Fail',
        sideEffects: 'None',
        timeoutSeconds: 5,
      },
    ],
  };
}

function configMap(name: string, annotations: Record<string, string> = {}, data: object = { a: 'b' }) {
  const fields = Object.keys(data).length === 0 ? {} : { data };
  return client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name, annotations },
    ...fields,
  });
}

async function endpoint(service: string, ready: boolean): Promise<void> {
  const selection = { namespace: MESH, labelSelector: `kubernetes.io/service-name=${service}` };
  const [slice] = (await client.list({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, selection)).items;
  if (slice === undefined) throw new Error(`${service} has no EndpointSlice`);
  const has = ({ endpoints }: Manifest) =>
    ((endpoints ?? []) as { conditions: { ready: boolean } }[]).some(({ conditions }) => conditions.ready);
  await eventually({ ...slice, namespace: MESH, name: slice.metadata.name }, (object) => has(object) === ready);
}

// Apiserver and simulation learn of webhooks and endpoints from watches of their own, a moment before or after us.
async function untilCalled(attempt: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    const error = await attempt().then(() => undefined, String);
    if (error === undefined || !/fail(ed|ure) call/.test(error)) throw new Error(error ?? 'admitted');
  }
}

async function untilNotCalled(attempt: () => Promise<Manifest>): Promise<unknown> {
  for (;;) {
    const { metadata } = await attempt();
    await client.delete({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: metadata.name });
  }
}
