import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../../src/api/meshinstall.ts';
import type { ComponentStatus, MeshInstallStatus } from '../../../../../src/api/status.ts';
import { MeshView } from '../../../../../src/cli/view/live/mesh-view.ts';
import type { EventObject } from '../../../../../src/cli/view/live/event-feed.ts';
import { openScreen } from '../../../../../src/cli/view/live/screen.ts';
import { PARTS } from '../../../../../src/core/model/parts.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { FakeTerminal } from '../../../../support/terminal.ts';

const TIME = '2026-01-01T00:00:00Z';
const NAMES = ['citadel', 'galley', 'pilot', 'policy', 'telemetry', 'injector', 'istio-ingressgateway'];
const component = (name: string, phase: ComponentStatus['phase']): ComponentStatus => ({
  name,
  version: '1.4.10',
  image: `docker.io/istio/${name}:1.4.10`,
  ready: phase === 'Ready' ? '1/1' : '0/1',
  phase,
  ports: ['http2:80', 'https:443', 'http-monitoring:15014'],
  ...(phase !== 'Ready' && { message: '0 of 1 pods are available' }),
  since: TIME,
});
const all = (phase: ComponentStatus['phase']): ComponentStatus[] => NAMES.map((name) => component(name, phase));
const ready = (status: 'True' | 'False', reason: string, message: string) => ({
  type: 'Ready',
  status,
  reason,
  message,
  lastTransitionTime: TIME,
});

const STATES: Readonly<Record<string, 'Done' | 'Running'>> = {
  namespace: 'Done',
  crds: 'Done',
  foundation: 'Done',
  bindings: 'Done',
  citadel: 'Running',
};

const INSTALLING: MeshInstallStatus = {
  phase: 'Installing',
  targetVersion: '1.4.10',
  ready: '0/7',
  waitingFor: [
    { part: 'citadel', gate: 'citadel available', message: 'Deployment a: no pods; Secret b: none', since: TIME },
  ],
  plan: {
    path: ['1.4.10'],
    steps: PARTS.map(({ name }) => ({ name, state: STATES[name] ?? 'Pending' })),
  },
  conditions: [ready('False', 'Installing', 'waiting for citadel')],
  components: all('Waiting'),
};
const READY: MeshInstallStatus = {
  phase: 'Ready',
  targetVersion: '1.4.10',
  ready: '7/7',
  conditions: [ready('True', 'MeshReady', 'all 7 components are ready')],
  components: all('Ready'),
};
const REPAIRING: MeshInstallStatus = {
  ...READY,
  phase: 'Repairing',
  ready: '6/7',
  conditions: [ready('False', 'ComponentsNotReady', 'pilot: 0 of 1 pods are available')],
  components: [...all('Ready').filter(({ name }) => name !== 'pilot'), component('pilot', 'Progressing')],
};

const installWith = (status: MeshInstallStatus): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mesh' },
  spec: { version: '1.4.10' },
  status,
});
const event = (reason: string, message: string): EventObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  type: 'Normal',
  reason,
  message,
});

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

function open(options: { columns?: number; rows?: number; isTTY?: boolean } = {}) {
  const terminal = new FakeTerminal(options);
  const screen = openScreen(terminal, {});
  const facts = { name: 'mesh', profile: 'demo', kubernetes: 'v1.36.3', appliedAt: clock.now() };
  const parts = PARTS.map(({ name, gate }) => ({ name, gate, objects: 1, needs: [] }));
  const view = new MeshView({ screen, clock, facts, parts, planned: all('Waiting') });
  return { terminal, view };
}

describe('the view of an installation', () => {
  it('shows what is waited for, since when, and what is missing', async () => {
    const { terminal, view } = open();
    view.update(installWith(INSTALLING));
    await clock.advance(1200);
    expect(terminal.lines).toContainEqual(expect.stringMatching(/waiting for citadel available.* since 1\.2 s$/));
    expect(terminal.lines).toContain('    Deployment a: no pods (+1)');
  });

  it('shows each component with pods, phase, image and ports', () => {
    const { terminal, view } = open();
    view.update(installWith(REPAIRING));
    expect(terminal.lines).toContainEqual(expect.stringMatching(/^ {2}pilot +0\/1 +Progressing +pilot:1\.4\.10 +80/));
  });

  it.each([
    [80, 24],
    [80, 50],
    [40, 24],
    [200, 60],
  ])('fits into %d columns and %d rows', (columns, rows) => {
    const { terminal, view } = open({ columns, rows });
    for (const status of [{}, INSTALLING, REPAIRING, READY]) {
      view.update(installWith(status));
      expect(Math.max(...terminal.lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(terminal.lines.length).toBeLessThan(rows);
    }
  });

  it('cuts nothing off at 80 columns', () => {
    const { terminal, view } = open();
    view.update(installWith(REPAIRING));
    expect(terminal.lines.join('\n')).not.toContain('…');
  });

  it('names the gates of all waves where the terminal is high enough', () => {
    const { terminal } = open({ rows: 50 });
    expect(terminal.lines.join('\n')).toContain('galley available and reachable');
  });

  it('does not jump: its lines stay where they are', () => {
    const { terminal, view } = open();
    view.update(installWith(INSTALLING));
    const row = terminal.lines.findIndex((line) => line.includes('COMPONENT'));
    view.update(installWith(READY));
    expect(terminal.lines.findIndex((line) => line.includes('COMPONENT'))).toBe(row);
  });

  it('draws nothing more when it rests, and lets the process end', () => {
    const { terminal, view } = open();
    view.rest();
    const before = terminal.writes.length;
    view.update(installWith(READY));
    expect(terminal.writes).toHaveLength(before);
    expect(clock.pending).toBe(0);
  });

  it('says why it is stuck', () => {
    const { terminal, view } = open();
    const stalled = { ...ready('True', 'GateTimeout', 'pilot: image cannot be pulled'), type: 'Stalled' };
    view.update(installWith({ ...INSTALLING, phase: 'Stalled', conditions: [stalled] }));
    expect(terminal.lines).toContain('  ! pilot: image cannot be pulled');
  });
});

describe('the view of a mesh that is kept', () => {
  it('is one quiet line without a timer while all is well', () => {
    const { terminal, view } = open();
    view.update(installWith(READY));
    view.rest();
    view.keep('Ctrl-C ends');
    expect(terminal.lines.at(-1)).toMatch(/● mesh Ready 7\/7 +Ctrl-C ends$/);
    expect(clock.pending).toBe(0);
  });

  it('tells news above it and shows what is not ready', () => {
    const { terminal, view } = open();
    view.update(installWith(READY));
    view.rest();
    view.keep('Ctrl-C ends');
    view.update(installWith(REPAIRING));
    view.event(event('DriftRepaired', 'Deployment istio-system/istio-pilot: created again'));
    const text = terminal.lines.join('\n');
    expect(text).toMatch(/ComponentNotReady pilot: 0 of 1 pods are available\n/);
    expect(text).toMatch(/DriftRepaired +Deployment istio-system\/istio-pilot: created again\n/);
    expect(terminal.lines.at(-1)).toMatch(/^ {4}pilot {2}0\/1 {2}Progressing/);
  });

  it('says of a mesh that is deleted what is left, and nothing of components as they were', () => {
    const { terminal, view } = open();
    view.update(installWith(READY));
    view.rest();
    view.keep('Ctrl-C ends');
    const conditions = [ready('False', 'Deleting', 'deleting pilot: 2 objects to go')];
    view.update(installWith({ ...REPAIRING, phase: 'Deleting', conditions }));
    expect(terminal.lines.at(-2)).toMatch(/ mesh Deleting +Ctrl-C ends$/);
    expect(terminal.lines.at(-1)).toBe('    deleting pilot: 2 objects to go');
  });

  it('says so when the MeshInstall is gone', () => {
    const { terminal, view } = open();
    view.update(installWith(READY));
    view.rest();
    view.keep('Ctrl-C ends');
    view.update(undefined);
    expect(terminal.lines.at(-1)).toContain('no mesh');
  });
});

describe('the view in a pipe', () => {
  it('prints one line per news with the time since the beginning, and the same news once', async () => {
    const { terminal, view } = open({ isTTY: false });
    await clock.advance(300);
    view.update(installWith(INSTALLING));
    view.event(event('Installing', 'installing Istio 1.4.10'));
    view.event(event('Pruned', 'ConfigMap a/b deleted'));
    expect(terminal.lines).toEqual([
      '     0.3 s  Installing        installing Istio 1.4.10',
      '     0.3 s  Waiting           citadel applied; waiting for citadel available',
      '     0.3 s  Pruned            ConfigMap a/b deleted',
    ]);
    expect(clock.pending).toBe(0);
  });
});
