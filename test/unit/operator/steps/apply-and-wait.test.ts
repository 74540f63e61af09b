import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { observe } from '../../../../src/operator/pass/observe.ts';
import { ownerOf } from '../../../../src/operator/pass/subject.ts';
import { install, PartsError, type Installation } from '../../../../src/operator/steps/apply-and-wait.ts';
import { healthy } from '../../../support/observation.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { INSTALL_NEEDS } from '../../../support/progress.ts';
import { refusal } from '../../../support/recording-client.ts';

const NAMESPACE = { ...ours('Namespace', 'istio-system'), status: { phase: 'Active' } };
const ACCOUNT = ours('ServiceAccount', 'istio-pilot', 'pilot');
const BINDING = ours('ClusterRoleBinding', 'istio-pilot', 'pilot');
const workload = (name: string, component: string): Manifest => ({
  ...ours('Deployment', name, component),
  spec: { selector: {}, template: {} },
});
/** As it runs: what a pass applies is as it was given, status and all. */
const running = (manifest: Manifest): Manifest => ({ ...manifest, status: healthy(manifest)['status'] });
const PILOT = workload('istio-pilot', 'pilot');
const GATEWAY = workload('istio-ingressgateway', 'istio-ingressgateway');
const PROMETHEUS = workload('prometheus', 'prometheus');

const cluster = (...objects: Manifest[]): PassCluster => new PassCluster([meshInstall(), ...objects]);

function installing(there: PassCluster, manifests: Manifest[], more: Partial<Installation> = {}) {
  const pass = there.pass();
  const observation = observe(pass, 'istio-system');
  const given = { desired: { manifests }, observation, owner: ownerOf(pass.install), needs: INSTALL_NEEDS };
  return install(pass, { settled: false, ...given, ...more });
}

const applied = ({ writes }: PassCluster): string[] => writes.map((write) => write.replace(/^apply /, ''));
const waitsOf = (outcome: Awaited<ReturnType<typeof install>>) =>
  outcome.kind === 'waiting' ? outcome.progress.waits.map(({ part, missing }) => [part.name, ...missing]) : [];

describe('an installation', () => {
  it('applies what needs a part when the gate of that is open, in the same pass', async () => {
    const there = cluster();
    const objects = [running(GATEWAY), BINDING, running(PILOT), ACCOUNT, NAMESPACE];
    expect(await installing(there, objects)).toEqual({ kind: 'converged' });
    const order = ['Namespace istio-system', 'ServiceAccount istio-pilot', 'ClusterRoleBinding istio-pilot'];
    expect(applied(there)).toEqual([...order, 'Deployment istio-pilot', 'Deployment istio-ingressgateway']);
  });

  it('begins nothing that needs a part whose gate is closed, and says what that waits for', async () => {
    const there = cluster();
    const outcome = await installing(there, [NAMESPACE, ACCOUNT, BINDING, PILOT, running(GATEWAY)]);
    expect(applied(there)).not.toContain('Deployment istio-ingressgateway');
    expect(waitsOf(outcome)).toEqual([['pilot', expect.stringMatching(/^Deployment istio-system\/istio-pilot: /)]]);
    expect(outcome).toMatchObject({ progress: { open: new Set(['namespace', 'foundation', 'bindings']) } });
  });

  it('goes on with what does not need the part that waits', async () => {
    const there = cluster();
    const outcome = await installing(there, [PILOT, PROMETHEUS, NAMESPACE]);
    expect(applied(there)).toContain('Deployment prometheus');
    expect(waitsOf(outcome)).toHaveLength(1);
  });

  it('applies parts that do not need each other side by side', async () => {
    const there = cluster();
    const { client, ...pass } = there.pass();
    const begun = Promise.withResolvers<undefined>();
    const apply = async (...[object, options]: Parameters<typeof client.apply>): Promise<Manifest> => {
      if (object.metadata.name === 'istio-pilot') begun.resolve(undefined);
      if (object.metadata.name === 'prometheus') await begun.promise;
      return client.apply(object, options);
    };
    const waiting = { ...pass, client: { ...client, apply } } as ReturnType<typeof there.pass>;
    const observation = observe(waiting, 'istio-system');
    const desired = { manifests: [NAMESPACE, running(PILOT), running(PROMETHEUS)] };
    const given = { desired, observation, owner: ownerOf(pass.install), needs: INSTALL_NEEDS, settled: false };
    expect(await install(waiting, given)).toEqual({ kind: 'converged' });
  }, 3_000);

  it('is done while only add-ons are not', async () => {
    const there = cluster();
    expect(await installing(there, [NAMESPACE, PROMETHEUS])).toEqual({ kind: 'converged' });
  });

  it('tries everything that does not need a part that failed, and tells of all failures and how far it came', async () => {
    // What ran before works: that does not open the gate of what could not be applied.
    const there = cluster(running(PILOT));
    there.always.set('apply Deployment istio-pilot', refusal(403, 'Forbidden'));
    there.always.set('apply Deployment prometheus', refusal(422, 'Invalid'));
    const objects = [NAMESPACE, ACCOUNT, running(PILOT), running(GATEWAY), running(PROMETHEUS)];
    const error = await installing(there, objects).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PartsError);
    const { message, progress } = error as PartsError;
    expect(message).toMatch(/Forbidden/);
    expect(message).toMatch(/Invalid/);
    expect(progress.waits).toMatchObject([{ part: { name: 'pilot' }, missing: [expect.stringMatching(/Forbidden/)] }]);
    expect(progress.open).toEqual(new Set(['namespace', 'foundation']));
    expect(applied(there)).not.toContain('Deployment istio-ingressgateway');
  });
});

describe('a mesh that is installed', () => {
  it('is repaired whatever gates are closed', async () => {
    const there = cluster(NAMESPACE, PILOT);
    expect(await installing(there, [NAMESPACE, PILOT, GATEWAY], { settled: true })).toEqual({ kind: 'converged' });
    expect(applied(there)).toEqual(['Deployment istio-ingressgateway']);
  });

  it('waits for an object that is being deleted, and repairs what needs it all the same', async () => {
    const deletionTimestamp = '2026-06-01T00:00:00Z';
    const going = { ...PILOT, metadata: { ...PILOT.metadata, deletionTimestamp, finalizers: ['example.test/x'] } };
    const there = cluster(NAMESPACE, going);
    const outcome = await installing(there, [NAMESPACE, PILOT, GATEWAY], { settled: true });
    expect(applied(there)).toContain('Deployment istio-ingressgateway');
    expect(waitsOf(outcome)).toEqual([['pilot', expect.stringMatching(/is being deleted .*example\.test\/x/)]]);
    expect(outcome).toMatchObject({ progress: { open: new Set(['namespace', 'gateways']) } });
  });
});

describe('a change that failed at a part', () => {
  it('goes no further, even when the gate of that part opens after all', async () => {
    const there = cluster();
    const objects = [NAMESPACE, running(PILOT), running(GATEWAY)];
    const outcome = await installing(there, objects, { stopAt: 'pilot' });
    expect(applied(there)).toEqual(['Namespace istio-system', 'Deployment istio-pilot']);
    expect(waitsOf(outcome)).toEqual([['pilot']]);
  });

  it('goes no further in a mesh that is settled either, and not for an add-on', async () => {
    const settled = await installing(cluster(NAMESPACE), [NAMESPACE, PILOT, GATEWAY], {
      settled: true,
      stopAt: 'pilot',
    });
    expect(waitsOf(settled)).toEqual([['pilot', expect.any(String)]]);
    const addon = await installing(cluster(), [NAMESPACE, running(PROMETHEUS)], { stopAt: 'addons' });
    expect(waitsOf(addon)).toEqual([['addons']]);
  });
});

describe('a Deployment that is being recreated', () => {
  it('holds what needs it until it is there again', async () => {
    const selecting = (istio: string): Manifest => {
      const [labels, selector] = [{ istio }, { matchLabels: { istio } }];
      return running({ ...PILOT, spec: { selector, template: { metadata: { labels } } } });
    };
    const there = cluster(NAMESPACE, selecting('old'));
    const outcome = await installing(there, [NAMESPACE, selecting('new'), GATEWAY]);
    expect(waitsOf(outcome)).toEqual([['pilot', 'Deployment istio-system/istio-pilot: is being recreated']]);
    expect(there.writes).toContain('delete Deployment istio-pilot');
    expect(applied(there)).not.toContain('Deployment istio-ingressgateway');
  });
});
