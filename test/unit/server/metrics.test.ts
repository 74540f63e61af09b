import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallStatus } from '../../../src/api/status.ts';
import { METRICS } from '../../../src/server/definitions.ts';
import { Metrics } from '../../../src/server/metrics.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { samplesIn } from '../../support/exposition.ts';

const install = (name: string, status: MeshInstallStatus = {}): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name },
  spec: { version: '1.4.10' },
  status,
});
const ended = (outcome: 'Succeeded' | 'RolledBack'): MeshInstallStatus => ({
  history: [{ from: '1.3.8', to: '1.4.10', startedAt: 'a', finishedAt: 'b', outcome }],
});

/** Metrics of an operator that follows these meshes. */
function following(...installs: MeshInstall[]) {
  const clock = new FakeClock(1_577_836_800_000);
  const metrics = new Metrics('1.2.3', clock);
  metrics.look({ installs: () => installs, queueLength: () => 3 });
  const read = async (name: string) => samplesIn(await metrics.text(), name);
  return { metrics, installs, clock, read };
}

describe('Metrics', () => {
  it('count passes by result, from zero, and how long they took', async () => {
    const { metrics, read } = following();
    metrics.passed({ key: 'mesh', outcome: 'failed', durationMs: 1500 });
    expect(await read('meshwright_passes_total')).toMatchObject({
      'result=done': 0,
      'result=requeued': 0,
      'result=failed': 1,
    });
    expect(await read('meshwright_pass_duration_seconds_sum')).toEqual({ '': 1.5 });
    expect(await read('meshwright_pass_duration_seconds_bucket')).toMatchObject({ 'le=1': 0, 'le=2.5': 1 });
  });

  it('tell when a pass ended last and the Lease was renewed, and nothing before the first', async () => {
    const { metrics, clock, read } = following();
    const heartbeats = () =>
      Promise.all(['meshwright_last_pass_timestamp_seconds', 'meshwright_lease_renewed_timestamp_seconds'].map(read));
    expect(await heartbeats()).toEqual([{}, {}]);
    metrics.renewed();
    await clock.advance(2000);
    metrics.passed({ key: 'mesh', outcome: 'failed', durationMs: 1 });
    expect(await heartbeats()).toEqual([{ '': 1_577_836_802 }, { '': 1_577_836_800 }]);
  });

  it('have no gauge whose name ends as that of a counter', async () => {
    const { metrics } = following();
    const types = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\w+)$/gm)];
    expect(types.filter(([, name = '', type]) => type === 'gauge' && name.endsWith('_total'))).toEqual([]);
    expect(types.some(([, name]) => name === 'nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  it('count requests by verb and code', async () => {
    const { metrics, read } = following();
    metrics.requested('apply', 200);
    metrics.requested('apply', 200);
    metrics.requested('list', undefined);
    expect(await read('meshwright_apiserver_requests_total')).toEqual({
      'verb=apply code=200': 2,
      'verb=list code=error': 1,
    });
  });

  it('tell version, leadership and queue, and of the process what others tell', async () => {
    const { metrics, read } = following();
    expect(await read('meshwright_build_info')).toEqual({ 'version=1.2.3': 1 });
    expect(await read('meshwright_leader')).toEqual({ '': 0 });
    metrics.leads();
    expect(await read('meshwright_leader')).toEqual({ '': 1 });
    expect(await read('meshwright_queue_depth')).toEqual({ '': 3 });
    expect((await read('process_resident_memory_bytes'))['']).toBeGreaterThan(0);
  });

  it('count hops that end, and failures once more with the component', async () => {
    const { metrics, read } = following(install('blue'), install('red'));
    metrics.reported({ mesh: 'blue', before: {}, after: ended('Succeeded') });
    const failure = {
      generation: 1,
      from: '1.3.8',
      to: '1.4.10',
      step: 's',
      component: 'pilot',
      message: 'm',
    } as const;
    const failed = { ...failure, startedAt: 'a', outcome: 'RolledBack' } as const;
    metrics.reported({ mesh: 'red', before: {}, after: { ...ended('RolledBack'), failure: failed } });
    expect(await read('meshwright_hops_total')).toEqual({
      'mesh=blue from=1.3.8 to=1.4.10 outcome=Succeeded': 1,
      'mesh=red from=1.3.8 to=1.4.10 outcome=RolledBack': 1,
    });
    expect(await read('meshwright_hop_failures_total')).toEqual({
      'mesh=red from=1.3.8 to=1.4.10 component=pilot outcome=RolledBack': 1,
    });
  });

  it('count contests over fields, by mesh', async () => {
    const { metrics, read } = following(install('blue'), install('red'));
    for (const mesh of ['blue', 'red', 'blue']) metrics.contested(mesh);
    expect(await read('meshwright_contests_total')).toEqual({ 'mesh=blue': 2, 'mesh=red': 1 });
  });

  it('keep nothing of a mesh that is gone', async () => {
    const { metrics, installs } = following(install('blue'), install('red'));
    metrics.reported({ mesh: 'blue', before: {}, after: ended('RolledBack') });
    metrics.reported({ mesh: 'red', before: {}, after: ended('RolledBack') });
    metrics.contested('blue');
    expect(await metrics.text()).toContain('mesh="blue"');
    installs.shift();
    const text = await metrics.text();
    expect(text).not.toContain('blue');
    expect(text).toContain('meshwright_hop_failures_total{mesh="red"');
  });

  it('say nothing of meshes while they are not followed, and go on counting when they are again', async () => {
    const { metrics, installs, read } = following(install('blue'));
    metrics.reported({ mesh: 'blue', before: {}, after: ended('Succeeded') });
    metrics.look(undefined);
    expect(await read('meshwright_mesh_info')).toEqual({});
    metrics.look({ installs: () => installs, queueLength: () => 0 });
    expect(Object.values(await read('meshwright_mesh_info'))).toEqual([1]);
    expect(Object.values(await read('meshwright_hops_total'))).toEqual([1]);
  });

  it('cannot be forged by what is in a spec or a status', async () => {
    const { metrics } = following(install('blue', { version: '1"} 1\nmeshwright_leader 1\n# ' }));
    const text = await metrics.text();
    expect(text).toMatch(/^meshwright_leader 0$/m);
    expect(text).not.toMatch(/^meshwright_leader 1$/m);
  });

  it('are announced with type and help, all and no others', async () => {
    const { metrics } = following(install('blue'));
    const text = await metrics.text();
    const announced = [...text.matchAll(/^# TYPE (meshwright_\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]);
    const defined = Object.entries(METRICS).map(([name, { type }]) => [name, type]);
    expect(announced.sort()).toEqual(defined.sort());
  });
});

describe('The definitions of metrics', () => {
  it.each(Object.entries(METRICS))('%s is named as Prometheus names things', (name, { type, help, labels }) => {
    expect(name).toMatch(/^meshwright_[a-z_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(help).toMatch(/^[1A-Z].*\.$/);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  });
});
