import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { API, type MeshInstall } from '../../../src/api/meshinstall.ts';
import { proxyOf, versionOf } from '../../../src/core/model/proxy.ts';
import { minorsApart } from '../../../src/core/upgrade/path.ts';
import { deploy, injectAsMesh, injectedNamespace, injectSidecars, run } from '../../support/bookinfo.ts';
import { ClusterHistory, type HistoryEntry } from '../../support/cluster-history.ts';
import { grantRestarts } from '../../support/cluster-access.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, conditionOf, meshRef, untilCondition, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { stopsIn } from '../../support/walk.ts';
import { watchUntil } from '../../support/watch-until.ts';

const MINUTES = 4 * 60_000;
const NAMESPACE = 'shop';
const REPLICAS = 3;
const STORE = { namespace: NAMESPACE, name: 'store' };
const AGENT = { namespace: NAMESPACE, name: 'agent' };

/** From here to there over 1.2.10, beside sidecars of a release after both. */
const FROM = '1.3.8';
const OVER = '1.2.10';
const TO = '1.1.17';
const SIDECARS = '1.4.10';

let test: TestCluster;
let operator: RunningOperator;

beforeAll(async () => {
  test = await startTestCluster();
  await grantRestarts(test);
  operator = startOperator(test.operatorAccess);
  await injectedNamespace(test.client, NAMESPACE);
  await injectSidecars(test.client, SIDECARS);
  await deploy(test.client, NAMESPACE, 'web');
  await run(test.client, 'StatefulSet', STORE, { replicas: REPLICAS, serviceName: STORE.name });
  await run(test.client, 'DaemonSet', AGENT);
  await applyMesh(test.client, { version: FROM });
  await untilReady(test.client);
  await injectAsMesh(test.client, FROM);
}, START_MS);

afterAll(async () => {
  await operator.stop();
  await test.stop();
}, STEP_MS);

const statusOf = (object: Manifest): { readyReplicas?: number; numberReady?: number } => object['status'] ?? {};

/** Sidecars that were more than one minor away from where a hop led when it began, as `version at release`. */
function leftBehind(entries: readonly HistoryEntry[]): string[] {
  const sidecars = new Map<string, string>();
  const begun = new Set<string>();
  return entries.flatMap(({ type, kind, name, object }) => {
    const version = kind === 'Pod' && type !== 'DELETED' ? sidecarOf(object) : undefined;
    if (kind === 'Pod') sidecars.delete(name);
    if (version !== undefined) sidecars.set(name, version);
    const { plan } = (kind === API.kind && (object as MeshInstall).status) || {};
    const [to = ''] = plan?.startedAt === undefined ? [] : plan.path;
    if (to === '' || begun.has(to)) return [];
    begun.add(to);
    return [...sidecars.values()].filter((each) => minorsApart(each, to) > 1).map((each) => `${each} at ${to}`);
  });
}

/** The version of the sidecar of a pod of the shop, unless it goes. */
function sidecarOf(pod: Manifest): string | undefined {
  const { namespace, deletionTimestamp } = pod.metadata;
  const { image } = (namespace === NAMESPACE && deletionTimestamp === undefined && proxyOf(pod)) || {};
  return image === undefined ? undefined : versionOf(image);
}

describe('a way over several minors', () => {
  it(
    'does not begin where it would leave sidecars behind that nobody restarts',
    async () => {
      await test.kubectl('-n', NAMESPACE, 'rollout', 'status', `statefulset/${STORE.name}`);
      await test.kubectl('-n', NAMESPACE, 'rollout', 'status', `daemonset/${AGENT.name}`);
      await applyMesh(test.client, { version: TO });
      const held = await untilCondition(test.client, 'Stalled', 'True');
      expect(conditionOf(held, 'Stalled')).toMatchObject({
        reason: 'PreflightFailed',
        message: expect.stringMatching(/old-proxies: .* Istio 1\.2\.10: \d+ of 1\.4\.10, in shop \(\d+\)/) as unknown,
      });
      expect(held.status?.version).toBe(FROM);
    },
    STEP_MS,
  );

  it(
    'waits before each hop until workloads of all kinds are restarted, each in the way of its kind',
    async () => {
      const sets = ['StatefulSet', 'DaemonSet'].map((kind) => ({ apiVersion: 'apps/v1', kind }));
      const history = await ClusterHistory.follow(test.client, [
        ...sets,
        { apiVersion: API.apiVersion, kind: API.kind },
      ]);
      try {
        const dataPlane = { restart: 'Rolling', maxUnavailable: 3 } as const;
        await applyMesh(test.client, { version: TO, upgrade: { dataPlane } });
        const isOver = (install: MeshInstall): boolean =>
          install.status?.version === TO && conditionOf(install, 'ProxiesUpToDate')?.status === 'True';
        const { status } = await watchUntil<MeshInstall>(test.client, meshRef(), isOver);
        expect(status?.dataPlane?.byVersion.map(({ version }) => version)).toEqual([TO]);
      } finally {
        history.stop();
      }
      const seen = history.of('MODIFIED').map(({ object }) => object);
      const of = (kind: string): Manifest[] => seen.filter((object) => object.kind === kind);
      const nodes = await test.kubectl('get', 'nodes', '-o', 'name');
      expect(Math.min(...of('StatefulSet').map((set) => statusOf(set).readyReplicas ?? 0))).toBe(REPLICAS - 1);
      expect(Math.min(...of('DaemonSet').map((set) => statusOf(set).numberReady ?? 0))).toBe(
        nodes.trim().split('\n').length - 1,
      );
      const installs = of(API.kind) as unknown as MeshInstall[];
      const waiting = installs.filter((install) => conditionOf(install, 'Ready')?.reason === 'WaitingForProxies');
      expect([...new Set(waiting.map((install) => install.status?.version))]).toEqual([FROM, OVER]);
      expect(stopsIn(history.all())).toEqual([OVER, TO]);
      expect(leftBehind(history.all())).toEqual([]);
    },
    MINUTES,
  );
});
