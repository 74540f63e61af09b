import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VARIANTS } from '../../../charts/every-kind.ts';
import { behaviourAnnotations } from '../../../devcluster/control-plane/behaviour.ts';
import { OPERATOR_NAMESPACE, type MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { injectedNamespace, injectSidecars, run } from '../../support/bookinfo.ts';
import { deliveredRules, grantRestarts } from '../../support/cluster-access.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { asHelmLeavesThem, installWithHelm } from '../../support/helm.ts';
import {
  applyMesh,
  conditionOf,
  deleteMesh,
  deploymentRef,
  meshRef,
  namespacedRef,
  untilReady,
} from '../../support/mesh-install.ts';
import { OperatorProcess } from '../../support/operator.ts';
import { describePermission, permissionsOf, permits, usedBy } from '../../support/permissions.ts';
import { watchUntil } from '../../support/watch-until.ts';

const ACCOUNT = `system:serviceaccount:${OPERATOR_NAMESPACE}:meshwright`;
const NAMESPACE = 'applications';
const PROXIES = 5;

let test: TestCluster;
let operator: OperatorProcess;

const started = (name: string): OperatorProcess =>
  new OperatorProcess(test.operatorAccess, {
    args: ['--leader-elect'],
    env: { POD_NAME: name, POD_NAMESPACE: OPERATOR_NAMESPACE },
  });

beforeAll(async () => {
  test = await startTestCluster({ audit: true });
  operator = started('first');
}, START_MS);

afterAll(async () => {
  await OperatorProcess.killAll();
  await test.stop();
}, STEP_MS);

const untilMesh = (wanted: (install: MeshInstall) => boolean): Promise<MeshInstall> =>
  watchUntil<MeshInstall>(test.client, meshRef(), wanted);

async function becomes(spec: Partial<MeshInstallSpec>): Promise<void> {
  await applyMesh(test.client, spec);
  await untilReady(test.client);
}

async function lives(spec: Partial<MeshInstallSpec>): Promise<void> {
  await becomes(spec);
  await deleteMesh(test.client);
}

const [, , DEMO, SDS, , REMOTE] = VARIANTS;
const EDGE = { gateways: [{ name: 'istio-ingressgateway', labels: { app: 'istio-ingressgateway', istio: 'edge' } }] };
const ROLLING = { upgrade: { dataPlane: { restart: 'Rolling' as const } } };
const UNMOUNTABLE = {
  components: { pilot: { podAnnotations: { [behaviourAnnotations.behaviour]: 'mount-fails' } } },
};
const ALL_OF_IT = { crds: 'Delete', certificateAuthority: 'Delete', injectedSecrets: 'Delete' } as const;
const GATEWAYS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'gateways.networking.istio.io',
};

/** Workloads of every kind, of which no pod has the sidecar of the mesh. */
async function runOldSidecars(): Promise<void> {
  await injectSidecars(test.client, '1.3.8');
  await injectedNamespace(test.client, NAMESPACE);
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const)
    await run(test.client, kind, { namespace: NAMESPACE, name: kind.toLowerCase() });
  await untilMesh(({ status }) => status?.dataPlane?.staleNamespaces[0]?.proxies === PROXIES);
  await injectSidecars(test.client, '1.4.10');
}

/** What an operator does with meshes, in an order in which one cluster can see it all. */
const LIVES: Readonly<Record<string, () => Promise<void>>> = {
  'a remote mesh': () => lives({ version: '1.0.0', ...REMOTE }),
  'a mesh with what is rarely asked for': () => lives({ version: '1.1.0', ...SDS }),
  'a mesh that keeps data': async () => {
    await applyMesh(test.client, { version: '1.2.3', ...DEMO });
    // Nobody has a volume for grafana here.
    await untilMesh(({ status }) => status?.ready === '11/12');
    await deleteMesh(test.client);
  },
  'a mesh of somebody else, taken over': async () => {
    await installWithHelm(test.client, asHelmLeavesThem({ version: '1.3.8' }));
    await lives({ version: '1.3.8', adoption: 'Adopt' });
  },
  'a downgrade, and upgrades over all minors': async () => {
    await becomes({ version: '1.1.17', profile: 'demo' });
    await becomes({ version: '1.0.9', profile: 'demo' });
    await becomes({ version: '1.4.10' });
  },
  'repairs of what somebody deleted or changed': async () => {
    await test.client.delete(deploymentRef('istio-galley'));
    await watchUntil(test.client, deploymentRef('istio-galley'));
    const label = 'app.kubernetes.io/managed-by';
    const before = (await test.client.get(GATEWAYS))?.metadata.labels?.[label];
    await test.client.patch(GATEWAYS, { metadata: { labels: { [label]: 'somebody' } } }, { type: 'merge' });
    await watchUntil(test.client, GATEWAYS, ({ metadata }) => metadata.labels?.[label] === before);
    await untilReady(test.client);
  },
  'another selector of a Deployment': async () => {
    await becomes(EDGE);
    await untilMesh(({ status }) => !JSON.stringify(status?.inventory).includes('ReplicaSet'));
  },
  'pods that do not start': async () => {
    await applyMesh(test.client, { ...EDGE, ...UNMOUNTABLE });
    await untilMesh((mesh) => JSON.stringify(mesh.status?.components).includes('MountVolume.SetUp failed'));
    await becomes(EDGE);
  },
  'restarts, where the right is missing at first': async () => {
    await runOldSidecars();
    await applyMesh(test.client, { ...EDGE, ...ROLLING });
    const stuck = await untilMesh((mesh) => conditionOf(mesh, 'ProxiesUpToDate')?.reason === 'RestartFailed');
    expect(conditionOf(stuck, 'ProxiesUpToDate')?.message).toMatch(
      /cannot patch StatefulSet .*apply deploy\/options\/restart\.yaml/,
    );
    await grantRestarts(test);
    await applyMesh(test.client, EDGE);
    await applyMesh(test.client, { ...EDGE, ...ROLLING });
    await untilMesh((mesh) => conditionOf(mesh, 'ProxiesUpToDate')?.status === 'True');
  },
  'a downgrade by another operator': async () => {
    await operator.stop();
    operator = started('second');
    await becomes({ version: '1.3.8', ...EDGE, deletion: ALL_OF_IT });
  },
  'the end of everything': async () => {
    await deleteMesh(test.client);
    expect(await test.client.get(namespacedRef('v1', 'Secret', 'istio-ca-secret'))).toBeUndefined();
    await operator.stop();
  },
};

describe('under exactly the permissions that are delivered, an operator sees through', () => {
  it.each(Object.keys(LIVES))('%s', async (name) => LIVES[name]?.(), 2 * STEP_MS);
});

describe('of these permissions', () => {
  it(
    'the operator uses each one that is not there to be handed on to a mesh, and none that is',
    async () => {
      const used = usedBy(ACCOUNT, await test.cluster.auditLog());
      const own = permissionsOf((await deliveredRules()).own);
      const idle = own.filter((permission) => !used.some((use) => permits(permission, use)));
      const borrowed = used.filter((use) => !own.some((permission) => permits(permission, use)));
      expect(used.length).toBeGreaterThan(500);
      expect(borrowed.map(describePermission)).toEqual([]);
      expect(idle.map(describePermission)).toEqual([]);
    },
    STEP_MS,
  );
});
