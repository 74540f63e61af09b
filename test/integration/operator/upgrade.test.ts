import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { ClusterHistory } from '../../support/cluster-history.ts';
import { identitiesOf, ourObjects } from '../../support/cluster-objects.ts';
import { START_MS, startTestCluster, STEP_MS, type TestCluster } from '../../support/cluster.ts';
import { applyMesh, deploymentRef, meshRef, NAMESPACE, untilReady } from '../../support/mesh-install.ts';
import { startOperator, type RunningOperator } from '../../support/operator.ts';
import { faultsOnTheWay, stopsIn, tooFarApart, walk, WALKED, type Walk } from '../../support/walk.ts';
import { watchUntil } from '../../support/watch-until.ts';

let test: TestCluster;
let operator: RunningOperator;
let walked: Walk | undefined;
let history: ClusterHistory | undefined;

/** Gateways in a fixed number; everything else as the profile has it, pilot and mixer under an autoscaler. */
const SPEC: Partial<MeshInstallSpec> = {
  gateways: [{ name: 'istio-ingressgateway', replicas: 3, autoscaling: { enabled: false } }],
};
const PILOTS = 4;

beforeAll(async () => {
  test = await startTestCluster();
  operator = startOperator(test.operatorAccess);
  await applyMesh(test.client, { ...SPEC, version: '1.0.6' });
  await untilReady(test.client);
}, START_MS);

afterAll(async () => {
  history?.stop();
  await operator.stop();
  await test.stop();
}, STEP_MS);

const MINUTES = 3 * 60_000;

const moveTo = async (version: string): Promise<MeshInstall> => {
  await applyMesh(test.client, { version });
  return untilReady(test.client);
};

const imageOf = async (name: string): Promise<string> => {
  const { spec } = (await test.client.get(deploymentRef(name))) as unknown as {
    spec: { template: { spec: { containers: { name: string; image: string }[] } } };
  };
  const own = spec.template.spec.containers.filter((container) => container.name !== 'legacy-api-bridge');
  return own[0]!.image;
};

describe('editing spec.version', () => {
  it(
    'walks up minor by minor, each hop in its order, and loses no CRD, no configuration and not the root of trust',
    async () => {
      await test.kubectl('-n', NAMESPACE, 'scale', 'deployment', 'istio-pilot', `--replicas=${PILOTS}`);
      await watchUntil<Manifest & { status?: { readyReplicas?: number } }>(
        test.client,
        deploymentRef('istio-pilot'),
        ({ status }) => status?.readyReplicas === PILOTS,
      );
      walked = await walk(test.client, { ...SPEC, version: '1.4.10' });
      expect(faultsOnTheWay(walked.hops)).toEqual([]);
      const { status } = walked.install;
      expect(status).toMatchObject({ version: '1.4.10', lastGoodVersion: '1.4.10', phase: 'Ready' });
      expect(new Set(status?.components?.map(({ version }) => version))).toEqual(new Set(['1.4.10']));
      expect(await imageOf('istio-pilot')).toBe('docker.io/istio/pilot:1.4.10');
      expect(walked.lost).toEqual([]);
      expect(walked.stalled).toEqual([]);
    },
    MINUTES,
  );

  it.each([
    ['istio-pilot', PILOTS, 3],
    ['istio-ingressgateway', 3, 3],
    ['istio-telemetry', 1, 1],
    ['istio-policy', 1, 1],
    ['istio-galley', 1, 1],
    // Two of them would both sign: its strategy is Recreate.
    ['istio-citadel', 1, 0],
    ['istio-sidecar-injector', 1, 1],
  ])('keeps %s at %d pods, of which the plan allows no fewer than %d ready at any moment', (name, replicas, fewest) => {
    const served = walked?.served.get(name);
    expect({ replicas: served?.replicas, tooFew: served?.tooFew }).toEqual({ replicas: [replicas], tooFew: [] });
    expect(walked?.minReady.get(name)).toBe(fewest);
    expect(served?.fewest).toBeGreaterThanOrEqual(fewest);
  });

  it(
    'leaves nothing of the releases before outside the inventory but CRDs',
    async () => {
      const { status } = await untilReady(test.client);
      const withoutCrds = (ids: readonly string[]): string[] =>
        ids.filter((id) => !id.includes('CustomResourceDefinition'));
      const ours = await ourObjects(test.client);
      expect(withoutCrds([...ours.keys()]).sort()).toEqual(withoutCrds(identitiesOf(status?.inventory)));
    },
    STEP_MS,
  );

  it(
    'moves down and up again without being told twice, also from the middle of a hop',
    async () => {
      await applyMesh(test.client, { version: '1.1.0' });
      await watchUntil<MeshInstall>(test.client, meshRef(), ({ status }) => status?.version === '1.2.10');
      const { status } = await moveTo('1.3.8');
      expect(status).toMatchObject({ version: '1.3.8', phase: 'Ready' });
      expect(await imageOf('istio-galley')).toBe('docker.io/istio/galley:1.3.8');
    },
    MINUTES,
  );

  it(
    'moves within a minor in one hop',
    async () => {
      const { status } = await moveTo('1.3.0');
      expect(status?.version).toBe('1.3.0');
      expect(status?.plan).toBeUndefined();
    },
    MINUTES,
  );

  it(
    'says which setting is in the way when a release between does not have it, and touches nothing',
    async () => {
      await applyMesh(test.client, { version: '1.1.17', sidecar: { injectedAnnotations: { a: 'b' } } });
      const refused = await watchUntil<MeshInstall>(
        test.client,
        meshRef(),
        ({ status }) => status?.phase === 'Refused',
      );
      const message = refused.status?.conditions?.find(({ type }) => type === 'Accepted')?.message;
      expect(message).toContain('spec.sidecar.injectedAnnotations');
      expect(await imageOf('istio-pilot')).toBe('docker.io/istio/pilot:1.3.0');
      expect(await test.kubectl('-n', NAMESPACE, 'get', 'deployments', '-o', 'name')).toContain('istio-pilot');
    },
    MINUTES,
  );
});

/** The label `istio` of the pods that a step changes. */
const PODS_OF = { galley: 'galley', pilot: 'pilot', mixer: 'mixer', gateways: 'ingressgateway' } as const;
type Step = keyof typeof PODS_OF;

interface Edits {
  readonly what: string;
  /** To which version, and in which step of that hop the next edit comes. */
  readonly edits: readonly (readonly [version: string, step: Step])[];
  readonly end: string;
  readonly path: readonly string[];
}

const isIn =
  (step: Step) =>
  ({ status }: MeshInstall): boolean =>
    status?.plan?.steps?.some(({ name, state }) => name === step && state === 'Running') === true;

describe('a spec that is edited again in the middle of a hop', () => {
  it.each<Edits>([
    { what: 'below', edits: [['1.4.10', 'pilot']], end: '1.2.10', path: ['1.4.10', '1.3.0', '1.2.10'] },
    { what: 'back to the start', edits: [['1.3.8', 'gateways']], end: '1.2.10', path: ['1.3.8', '1.2.10'] },
    { what: 'to a third minor', edits: [['1.3.8', 'mixer']], end: '1.1.17', path: ['1.3.8', '1.2.10', '1.1.17'] },
    { what: 'above', edits: [['1.2.10', 'galley']], end: '1.3.8', path: ['1.2.10', '1.3.8'] },
    {
      what: 'twice, over another patch of the start',
      edits: [
        ['1.4.10', 'mixer'],
        ['1.3.0', 'gateways'],
      ],
      end: '1.2.10',
      path: ['1.4.10', '1.3.8', '1.2.10'],
    },
    { what: 'further the same way', edits: [['1.1.17', 'gateways']], end: '1.0.6', path: ['1.1.17', '1.0.6'] },
  ])(
    '$what ends at the last wish, with no two programs more than one minor apart',
    async ({ edits, end, path }) => {
      history = await ClusterHistory.follow(test.client, WALKED);
      for (const [version, step] of edits) {
        // Held fast in the step, however slow or fast the machine is.
        const labels = { istio: PODS_OF[step] };
        await test.cluster.setPodBehaviour({ namespace: NAMESPACE, labels, behaviour: 'never-ready' });
        await applyMesh(test.client, { version });
        await watchUntil<MeshInstall>(test.client, meshRef(), isIn(step));
      }
      await test.cluster.clearPodBehaviours();
      const { status } = await moveTo(end);
      history.stop();
      expect(status).toMatchObject({ version: end, phase: 'Ready' });
      expect(stopsIn(history.all())).toEqual(path);
      expect(tooFarApart(history.all())).toEqual([]);
    },
    MINUTES,
  );
});
