import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import type { Condition } from '../../../../src/api/status.ts';
import { isLocal } from '../../../../src/cli/demo/cluster.ts';
import { outcomeOf } from '../../../../src/cli/demo/mesh.ts';
import { tryNext } from '../../../../src/cli/demo/summary.ts';
import { widthOf } from '../../../../src/cli/view/line.ts';

const installWith = (observedGeneration: number, ...conditions: Partial<Condition>[]): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mesh', generation: 2 },
  spec: { version: '1.4.10' },
  status: {
    observedGeneration,
    conditions: conditions.map((condition) => ({
      type: 'Ready',
      status: 'True',
      reason: 'Reason',
      message: 'message',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      ...condition,
    })),
  },
});

describe('how an installation ended', () => {
  it('is open while the status is about an older spec', () => {
    expect(outcomeOf(installWith(1, {}), 2)).toBeUndefined();
  });

  it('is Ready when the status of this spec says so', () => {
    expect(outcomeOf(installWith(2, {}), 2)).toEqual({ kind: 'ready' });
  });

  it('is a failure with its reason when it is refused or stalls', () => {
    const install = installWith(2, { status: 'False' }, { type: 'Stalled', reason: 'InvalidSpec', message: 'no' });
    expect(outcomeOf(install, 2)).toEqual({ kind: 'failed', reason: 'InvalidSpec: no' });
  });

  it('is open while it goes on', () => {
    const install = installWith(2, { status: 'False' }, { type: 'Stalled', status: 'False' });
    expect(outcomeOf(install, 2)).toBeUndefined();
  });
});

describe('a given cluster', () => {
  it.each(['https://127.0.0.1:6443', 'https://localhost:1', 'https://[::1]:6443', 'https://kind.localhost:6443'])(
    'at %s is on this machine',
    (server) => {
      expect(isLocal(server)).toBe(true);
    },
  );

  it.each([
    'https://10.0.0.1:6443',
    'https://127.0.0.1.example.com',
    'https://localhost.example.com',
    'https://1.2.3.4',
  ])('at %s is not', (server) => {
    expect(isLocal(server)).toBe(false);
  });
});

describe('what to try next', () => {
  it('fits into 80 columns', () => {
    const kubeconfig = '/tmp/meshwright-devcluster-1234567-abcdef/kubeconfig';
    const context = { name: 'mesh', namespace: 'istio-system', kubeconfig, kubectlFolder: undefined, simulated: true };
    expect(Math.max(...tryNext(context).map(widthOf))).toBeLessThanOrEqual(80);
  });
});
