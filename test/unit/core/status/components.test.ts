import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { componentStatuses } from '../../../../src/core/status/components.ts';
import { changed, installed } from '../../../support/installed.ts';
import { healthy, observationOf, withStatus, type World } from '../../../support/observation.ts';

const [FROM, TO] = ['1.3.8', '1.4.10'];
const before = installed({ version: FROM });
const after = installed({ version: TO });
const statusesOf = ({ desired }: typeof before, world: World, known = [] as ReturnType<typeof componentStatuses>) =>
  componentStatuses(desired.manifests, desired.spec.version, observationOf(world), known);

const known = statusesOf(before, before.world);
const liveOf = ({ world }: typeof before, name: string): Manifest =>
  world.live.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!;
const versions = (statuses: typeof known): Record<string, string> =>
  Object.fromEntries(statuses.map(({ name, version }) => [name, version]));

describe('the version of a component', () => {
  it('is that of before on a hop, until its step has come', () => {
    const halfway = changed(before.world, 'Deployment', 'istio-galley', () => liveOf(after, 'istio-galley'));
    const found = versions(statusesOf(after, halfway, known));
    expect(found).toMatchObject({ galley: TO, pilot: FROM, injector: FROM, 'istio-ingressgateway': FROM });
  });

  it('is what is installed when all have changed', () => {
    expect(new Set(Object.values(versions(statusesOf(after, after.world, known))))).toEqual(new Set([TO]));
  });

  it('goes back with the component, one by one', () => {
    const failed = statusesOf(after, after.world, known);
    const halfway = changed(after.world, 'Deployment', 'istio-galley', () => liveOf(before, 'istio-galley'));
    expect(versions(statusesOf(before, halfway, failed))).toMatchObject({ galley: FROM, pilot: TO });
  });

  it('is what is coming where nothing runs yet, and what is installed where somebody changed a pod template', () => {
    expect(versions(statusesOf(after, {}))).toMatchObject({ pilot: TO });
    const edited = changed(after.world, 'Deployment', 'istio-pilot', (live) =>
      healthy({ ...live, spec: { ...(live['spec'] as object), template: {} } }),
    );
    const settled = statusesOf(after, after.world, known);
    expect(versions(statusesOf(after, edited, settled))).toMatchObject({ pilot: TO });
  });
});

describe('the message of a component', () => {
  const said = (time: string): string => `container discovery exits with code 1: 2026-11-28T${time}.123456Z fatal no`;
  const messageAt = (time: string, components = known) => {
    const broken = changed(after.world, 'Deployment', 'istio-pilot', (live) =>
      withStatus(live, { readyReplicas: 0, availableReplicas: 0 }),
    );
    const observation = { ...observationOf(broken), podProblem: () => said(time) };
    const statuses = componentStatuses(after.desired.manifests, TO, observation, components);
    return { statuses, message: statuses.find(({ name }) => name === 'pilot')?.message };
  };

  it('stays, word for word, while pods say the same at another time', () => {
    const { statuses, message } = messageAt('07:00:00');
    expect(message).toContain(said('07:00:00'));
    expect(messageAt('07:00:05', statuses).statuses).toEqual(statuses);
  });
});
