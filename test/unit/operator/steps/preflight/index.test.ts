import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import type { MeshInstallStatus } from '../../../../../src/api/status.ts';
import type { Proxy } from '../../../../../src/core/model/proxy.ts';
import { preflightHold, type PreflightContext } from '../../../../../src/operator/steps/preflight/index.ts';
import { meshOf } from '../../../../support/mesh.ts';
import { healthy } from '../../../../support/observation.ts';
import { meshInstall, ours, PassCluster } from '../../../../support/pass-cluster.ts';
import { sidecar } from '../../../../support/proxies.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
/** What somebody's clock says is not what was seen. */
const AGES_AGO = '2020-01-01T00:00:00Z';
const HOP = { from: '1.3.8', to: '1.4.10', rest: [] };
const OLD = sidecar('1.2.10', 'shop', { workload: { kind: 'Deployment', namespace: 'shop', name: 'reviews' } });
const PILOT: Manifest = {
  ...ours('Deployment', 'istio-pilot', 'pilot'),
  spec: {
    replicas: 1,
    selector: { matchLabels: { istio: 'pilot' } },
    template: { metadata: { labels: { istio: 'pilot' } } },
  },
};
const BUDGET: Manifest = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'b', namespace: 'istio-system' },
  spec: { selector: { matchLabels: { istio: 'pilot' } } },
  status: { disruptionsAllowed: 0, expectedPods: 1 },
};

interface World {
  readonly proxies?: Proxy[] | undefined;
  readonly budgets?: Manifest[];
  readonly status?: MeshInstallStatus;
  readonly restart?: 'Rolling' | 'Never';
  readonly hop?: Parameters<typeof preflightHold>[2];
  readonly inputs?: PreflightContext['preflightInputs'];
  /** How many nodes there are of each architecture. */
  readonly nodes?: Readonly<Record<string, number>>;
  /** How long the operator has seen the stop at which the mesh is. */
  readonly stoppedMs?: number;
}

function preflight(world: World) {
  const { budgets = [], status = { version: '1.3.8' }, restart = 'Never', hop = HOP } = world;
  const proxies = 'proxies' in world ? world.proxies : [];
  const cluster = new PassCluster([meshInstall({ status }), healthy(PILOT)]);
  const asked: unknown[] = [];
  const answer: PreflightContext['preflightInputs'] = (request) => {
    asked.push(request);
    return Promise.resolve({ unread: [], budgets, quotas: [], nodes: { byArchitecture: world.nodes ?? {} } });
  };
  const pass = {
    ...cluster.pass(),
    proxies: { of: () => proxies },
    clock: { now: () => NOON },
    ages: { lasted: () => world.stoppedMs ?? 0 },
    preflightInputs: world.inputs ?? answer,
  } as PreflightContext;
  const { spec } = meshOf({ upgrade: { dataPlane: { restart } } });
  const proxyImage = 'docker.io/istio/proxyv2:1.4.10';
  const desired = { spec, manifests: [PILOT], digest: '', proxyImage, runtimeObjects: [] };
  return { cluster, asked, hold: preflightHold(pass, desired, hop) };
}

const quiet = async ({ cluster, hold }: ReturnType<typeof preflight>) => [await hold, cluster.events];

describe('before a hop', () => {
  it('whatever blocks it holds it, stalled, and is looked at again after fifteen seconds', async () => {
    const { hold, cluster } = preflight({ proxies: [OLD], budgets: [BUDGET] });
    expect(await hold).toMatchObject({ reason: 'PreflightFailed', stalled: true, until: NOON + 15_000 });
    expect((await hold)?.message).toMatch(/1 of 1\.2\.10, in shop .*get the sidecar of Istio 1\.3\.8/);
    expect(cluster.events).toEqual([]);
  });

  it('what only deserves a warning is told, and holds nothing', async () => {
    const { hold, cluster } = preflight({ budgets: [BUDGET] });
    expect(await hold).toBeUndefined();
    const message = expect.stringMatching(/^disruption-budgets: .*istio-pilot/) as unknown;
    expect(cluster.events).toEqual([{ type: 'Warning', reason: 'PreflightWarning', message }]);
  });

  it('nodes on which the image of the sidecar does not run are told', async () => {
    const { hold, cluster } = preflight({ nodes: { amd64: 2, arm64: 1 } });
    expect(await hold).toBeUndefined();
    expect(cluster.events.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^node-architectures: 2 of 3 nodes can run the mesh/),
    ]);
  });

  it('old sidecars are waited for where workloads are restarted by us', async () => {
    const hold = await preflight({ proxies: [OLD], restart: 'Rolling' }).hold;
    expect(hold).toMatchObject({ reason: 'WaitingForProxies' });
    expect(hold).not.toHaveProperty('stalled');
  });

  it.each([
    ['WaitingForProxies', 'was seen to end less than a minute ago', { reachedAt: AGES_AGO }, 59_999],
    ['PreflightFailed', 'was seen to end a minute ago', { reachedAt: AGES_AGO }, 60_000],
    ['PreflightFailed', 'is not known', {}, 0],
  ])('an old gateway beside the control plane is %s where the hop before %s', async (reason, _, reached, stoppedMs) => {
    const router = sidecar('1.2.10', 'istio-system', { role: 'router' });
    const status = { version: '1.3.8', plan: { from: '1.3.8', path: ['1.4.10'], ...reached } };
    expect(await preflight({ proxies: [router], status, stoppedMs }).hold).toMatchObject({ reason });
  });

  it('pods that have not been read are waited for, for a moment, and nothing is asked', async () => {
    const { hold, asked } = preflight({ proxies: undefined });
    expect(await hold).toMatchObject({ reason: 'WaitingForProxies', until: NOON + 1_000 });
    expect(asked).toEqual([]);
  });

  it('what may not be looked at is an error, and no permission to go on', async () => {
    const inputs = () => Promise.reject(new Error('may not be read'));
    await expect(preflight({ inputs }).hold).rejects.toThrow('may not be read');
  });
});

describe('nothing is looked for', () => {
  it('before a first installation', async () => {
    expect(await quiet(preflight({ proxies: [OLD], hop: { to: '1.4.10', rest: [] } }))).toEqual([undefined, []]);
  });

  it('between two releases: the sooner the mesh is all of one again, the better', async () => {
    const plan = { from: '1.3.8', path: ['1.4.10'], startedAt: '2026-06-01T11:00:00Z' };
    const between = preflight({ proxies: [OLD], budgets: [BUDGET], status: { version: '1.3.8', plan } });
    expect(await quiet(between)).toEqual([undefined, []]);
  });
});
