import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { Proxy } from '../../../../src/core/model/proxy.ts';
import type { RestartReport } from '../../../../src/core/data-plane/restart-report.ts';
import type { PassOutcome } from '../../../../src/core/pass/outcome.ts';
import type { PassPlan, PassResult } from '../../../../src/core/pass/result.ts';
import {
  nextRestartMs,
  RestartCache,
  withRestarts,
  type DataPlaneContext,
} from '../../../../src/operator/steps/data-plane.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { meshOf } from '../../../support/mesh.ts';
import { healthy, withStatus } from '../../../support/observation.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { sidecar } from '../../../support/proxies.ts';
import { waitingFor } from '../../../support/progress.ts';

const workload = (name: string, component: string) =>
  healthy({ ...ours('Deployment', name, component), spec: { selector: {}, template: {} } });
const PILOT = workload('istio-pilot', 'pilot');
const PROMETHEUS = workload('prometheus', 'prometheus');
const broken = (object: Manifest): Manifest => withStatus(object, { availableReplicas: 0, readyReplicas: 0 });

const CONVERGED: PassOutcome = { kind: 'converged' };
const WAITING = { reason: 'WaitingForProxies', message: 'old proxies' };
const blocked = (hold = WAITING): PassOutcome => ({ kind: 'blocked', hold });
const report = (more: Partial<RestartReport> = {}): RestartReport => ({
  restarting: [],
  left: 0,
  skipReasons: [],
  ...more,
});
const RESTARTING = report({ restarting: ['Deployment shop/a'] });

interface World {
  readonly outcome?: PassOutcome;
  readonly restart?: 'Rolling' | 'Never';
  readonly answer?: RestartReport | undefined;
  readonly installed?: string;
  readonly live?: Manifest[];
  readonly passPlan?: PassPlan;
}

async function passOver(world: World): Promise<{ result: PassResult; asked: number }> {
  const { outcome = CONVERGED, restart = 'Rolling', installed = '1.4.10', live = [PILOT, PROMETHEUS] } = world;
  const there = new PassCluster([meshInstall({ status: { version: installed } }), ...live]);
  let asked = 0;
  const answer = 'answer' in world ? world.answer : RESTARTING;
  const pass: DataPlaneContext = { ...there.pass(), restart: () => (asked++, Promise.resolve(answer)) };
  const { spec } = meshOf({ upgrade: { dataPlane: { restart } } });
  const desired = { spec, manifests: [PILOT, PROMETHEUS] };
  const given: PassResult = { generation: 1, outcome, inventory: [], installed: undefined, desired };
  const result = await withRestarts(pass, { ...given, ...(world.passPlan && { passPlan: world.passPlan }) });
  return { result, asked };
}

describe('workloads with old sidecars', () => {
  it('are restarted when the control plane of the installed release works', async () => {
    expect((await passOver({})).result.restart).toBe(RESTARTING);
    expect((await passOver({ outcome: blocked() })).result.restart).toBe(RESTARTING);
  });

  it('do not wait for add-ons', async () => {
    expect((await passOver({ live: [PILOT, broken(PROMETHEUS)] })).asked).toBe(1);
  });

  const hop = { from: '1.3.8', to: '1.4.9', rest: ['1.4.10'] };
  it.each<[string, World]>([
    ['where nobody asked for it', { restart: 'Never' }],
    ['while a component does not work', { live: [broken(PILOT), PROMETHEUS] }],
    ['in the middle of a change', { outcome: waitingFor('pilot', 'no pod') }],
    ['after an error', { outcome: { kind: 'error', reason: 'R', message: 'm' } }],
    ['while the mesh is paused', { outcome: { kind: 'paused' } }],
    ['between two releases', { outcome: blocked(), installed: '1.3.8' }],
    ['at a stop from which the way goes on', { passPlan: { action: { kind: 'upgrade', hop } } as unknown as PassPlan }],
  ])('are left alone %s', async (_what, world) => {
    const { result, asked } = await passOver(world);
    expect(asked).toBe(0);
    expect(result).not.toHaveProperty('restart');
  });
});

describe('a hop that waits for old sidecars', () => {
  const holdOf = ({ outcome }: PassResult) => (outcome.kind === 'blocked' ? outcome.hold : undefined);

  it('waits on while workloads are restarted', async () => {
    expect(holdOf((await passOver({ outcome: blocked() })).result)).toEqual(WAITING);
  });

  it.each([
    [
      'restarts failed',
      report({ failed: 'Deployment shop/a: no' }),
      /old proxies; .*because of Deployment shop\/a: no/,
    ],
    ['nothing restarts them', report(), /old proxies; nothing restarts pods/],
    ['they are in other namespaces', undefined, /old proxies; spec.upgrade.dataPlane.namespaces leaves them out/],
  ])('is stalled, and says why, where %s', async (_what, answer, message) => {
    const hold = holdOf((await passOver({ outcome: blocked(), answer })).result);
    expect(hold).toMatchObject({ stalled: true, message: expect.stringMatching(message) as unknown });
  });

  it('is not told of restarts when it waits for something else', async () => {
    const soaking = { reason: 'Soaking', message: 'wait' };
    expect(holdOf((await passOver({ outcome: blocked(soaking), answer: report() })).result)).toEqual(soaking);
  });
});

describe('restarts are looked at again', () => {
  it.each([
    ['after seconds while pods are being replaced', RESTARTING, 5_000],
    ['after seconds while others wait for their turn', report({ left: 1 }), 5_000],
    ['after half a minute where something postpones them', report({ isPostponed: true }), 30_000],
    ['never where only a person gets further', report(), Infinity],
    ['never where there are none', undefined, Infinity],
  ])('%s', (_when, given, ms) => {
    expect(nextRestartMs(given)).toBe(ms);
  });
});

describe('what became of restarts', () => {
  const stale = (name: string): Proxy =>
    sidecar('1.3.8', 'shop', { workload: { kind: 'Deployment', namespace: 'shop', name } });
  const { spec } = meshOf({ upgrade: { dataPlane: { restart: 'Rolling' } } });

  /** Two looks at proxies, with a time between them. @returns how often the cluster was asked for workloads */
  async function looks(workloads: Manifest[], { ms = 0, then = [stale('a')], forget = false } = {}): Promise<number> {
    const clock = new FakeClock();
    const there = new PassCluster([meshInstall(), ...workloads]);
    const restarts = new RestartCache(clock);
    let lists = 0;
    const look = (proxies: Proxy[]) => {
      const pass = there.pass();
      const list = (...request: Parameters<typeof pass.client.list>) => {
        if (request[0].kind === 'Deployment') lists++;
        return pass.client.list(...request);
      };
      const client = { ...pass.client, list } as typeof pass.client;
      return restarts.restart({ ...pass, client, proxies: { of: () => proxies } }, spec, { version: '1.4.10' });
    };
    await look([stale('a')]);
    await clock.advance(ms);
    if (forget) restarts.forget('mesh');
    await look(then);
    return lists;
  }
  const reviews: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace: 'shop' },
    spec: { selector: {}, template: {} },
  };
  const unhealthy = broken(healthy(reviews));

  it('is remembered for a minute where nobody but a person gets further, and for a quarter where it is put off', async () => {
    expect(await looks([], { ms: 59_999 })).toBe(1);
    expect(await looks([], { ms: 60_000 })).toBe(2);
    expect(await looks([unhealthy], { ms: 14_999 })).toBe(1);
    expect(await looks([unhealthy], { ms: 15_000 })).toBe(2);
  });

  it('is not remembered for other proxies, of a mesh that is gone, or while something is restarted', async () => {
    expect(await looks([], { then: [stale('a'), stale('b')] })).toBe(2);
    expect(await looks([], { forget: true })).toBe(2);
    expect(await looks([healthy(reviews)])).toBe(2);
  });
});
