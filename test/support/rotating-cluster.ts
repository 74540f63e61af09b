import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstall } from '../../src/api/meshinstall.ts';
import { rootsOf } from '../../src/core/readiness/certificates.ts';
import type { RotationPlan } from '../../src/core/rotation/plan.ts';
import type { TestCluster } from './cluster.ts';
import { commandLine, type Outcome } from './command-line.ts';
import { applyMesh, conditionOf, meshRef, namespacedRef, untilReady } from './mesh-install.ts';
import { watchUntil } from './watch-until.ts';

/** A Deployment `web` whose pods have a sidecar, as far as certificates are concerned. */
const workloadWithSidecar = (namespace: string, version: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'web', image: 'docker.io/library/web:1' },
          {
            name: 'istio-proxy',
            image: `docker.io/istio/proxyv2:${version}`,
            args: ['proxy', 'sidecar', '--discoveryAddress', 'istio-pilot.istio-system:15010'],
            volumeMounts: [{ name: 'istio-certs', mountPath: '/etc/certs' }],
          },
        ],
        volumes: [{ name: 'istio-certs', secret: { secretName: 'istio.default', optional: true } }],
      },
    },
  },
});

/** The webhook configuration of the injector. */
export const INJECTOR = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  name: 'istio-sidecar-injector',
};

/** How many roots the apiserver trusts for the first webhook of a configuration. */
export function rootsInBundle(configuration: Manifest): number {
  const [webhook] = configuration['webhooks'] as { clientConfig: { caBundle?: string } }[];
  const bundle = Buffer.from(webhook?.clientConfig.caBundle ?? '', 'base64').toString();
  return bundle.split('BEGIN CERTIFICATE').length - 1;
}

/** A plan as the command prints it. */
type Plan = RotationPlan & { readonly complete: boolean };

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

/** The root of the mesh `mesh`, as somebody changes it who has one workload of users. */
export class RotatingCluster {
  readonly #test: TestCluster;
  readonly #users: string;

  /** @param users the namespace of the workload */
  constructor(test: TestCluster, users: string) {
    this.#test = test;
    this.#users = users;
  }

  /** Installs mesh and workload; resolves when the mesh is Ready. */
  async install(version: string): Promise<void> {
    const { client } = this.#test;
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.#users } });
    await client.create(workloadWithSidecar(this.#users, version));
    await applyMesh(client, { version });
    await untilReady(client);
  }

  /** A Secret of the mesh's namespace. @throws Error when it is not there */
  async secret(name: string): Promise<Manifest> {
    const object = await this.#test.client.get(namespacedRef('v1', 'Secret', name));
    if (object === undefined) throw new Error(`Secret ${name} is not there`);
    return object;
  }

  /** Runs `meshwright certificates`. */
  certificates(...args: string[]): Promise<Outcome> {
    return commandLine(['certificates', ...args, '--kubeconfig', this.#test.cluster.kubeconfigPath]);
  }

  /** Runs `meshwright certificates rotate mesh`. */
  rotate(...args: string[]): Promise<Outcome> {
    return this.certificates('rotate', 'mesh', ...args);
  }

  /** Does a step. @throws Error with what it said when it is refused */
  async step(step: string, ...args: string[]): Promise<void> {
    const { code, stderr } = await this.rotate('--step', step, '--yes', ...args);
    if (code !== 0 || stderr !== '') throw new Error(`step ${step} ended with ${code}: ${stderr}`);
  }

  /** The plan now. */
  async plan(...args: string[]): Promise<Plan> {
    return JSON.parse((await this.rotate('-o', 'json', ...args)).stdout) as Plan;
  }

  /** The states of the five steps now. */
  async states(...args: string[]): Promise<string> {
    return statesOf(await this.plan(...args));
  }

  /** Restarts whatever the plan names, as its reader does, until its steps are so: times of pods are whole seconds. */
  async restartAll(until: string, ...args: string[]): Promise<void> {
    const { kubectl } = this.#test;
    for (;;) {
      const plan = await this.plan(...args);
      if (statesOf(plan) === until) return;
      if (plan.restart.length > 0) await this.step('restart', ...args);
      for (const { kind, namespace, name } of plan.restart) {
        const workload = [kind.toLowerCase(), name, '-n', namespace];
        if (namespace === this.#users) await kubectl('rollout', 'restart', ...workload);
        await kubectl('rollout', 'status', ...workload, '--timeout=50s');
      }
    }
  }

  /** Waits until citadel has issued everything with the roots that this Secret hands out now. */
  async untilIssued(authority: string): Promise<void> {
    const { client } = this.#test;
    const rootsIn = (secret: Manifest): string => rootsOf(secret).toSorted().join();
    const roots = rootsIn(await this.secret(authority));
    const { items } = await client.list(SECRET, { fieldSelector: 'type=istio.io/key-and-cert' });
    for (const { metadata } of items)
      await watchUntil(
        client,
        { ...SECRET, namespace: metadata.namespace ?? '', name: metadata.name },
        (secret) => rootsIn(secret) === roots,
      );
  }

  /** Waits until the condition CertificatesValid has the reason. */
  untilReason(reason: string): Promise<MeshInstall> {
    const hasIt = (mesh: MeshInstall): boolean => conditionOf(mesh, 'CertificatesValid')?.reason === reason;
    return watchUntil<MeshInstall>(this.#test.client, meshRef(), hasIt);
  }
}

const statesOf = ({ steps }: Plan): string => steps.map(({ state }) => state).join(' ');
