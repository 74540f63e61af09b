import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../src/api/spec/index.ts';
import { PHASES, type ComponentStatus, type MeshInstallStatus } from '../../../src/api/status.ts';
import { MESH_GAUGES, type MeshGauge } from '../../../src/server/definitions.ts';
import { meshSamples } from '../../../src/server/mesh-samples.ts';

const mesh = (status?: MeshInstallStatus, spec: Partial<MeshInstallSpec> = {}): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'blue' },
  spec: { version: '1.4.10', ...spec },
  ...(status !== undefined && { status }),
});

/** Samples of one gauge, as Prometheus writes them, without the label that all have. */
function said(name: MeshGauge, status?: MeshInstallStatus, spec?: Partial<MeshInstallSpec>): string[] {
  const found = meshSamples(mesh(status, spec)).filter((sample) => sample.name === name);
  return found.map(({ labels: { mesh: _, ...labels }, value }) => `${Object.values(labels).join(' ')} ${value}`.trim());
}

const component = (name: string, phase: ComponentStatus['phase']): ComponentStatus => ({
  name,
  phase,
  version: '1.4.10',
  image: 'i',
  ready: '1/1',
  since: 'then',
});

const full: MeshInstallStatus = {
  version: '1.3.8',
  targetVersion: '1.4.10',
  phase: 'Upgrading',
  conditions: [
    { type: 'Ready', status: 'False', reason: 'Upgrading', message: '', lastTransitionTime: '' },
    { type: 'Invented', status: 'True', reason: 'ByOthers', message: '', lastTransitionTime: '' },
  ],
  components: [component('pilot', 'Ready'), component('galley', 'Progressing')],
  dataPlane: { proxies: 140, upToDate: 120, ready: '', byVersion: [], staleNamespaces: [], staleNamespacesTotal: 0 },
  plan: {
    from: '1.3.8',
    path: ['1.4.10'],
    startedAt: '2026-01-01T00:00:00Z',
    steps: [
      { name: 'crds', state: 'Done' },
      { name: 'galley', state: 'Running' },
      { name: 'pilot', state: 'Pending' },
      { name: 'mixer', state: 'Pending' },
    ],
  },
  certificates: { rootExpires: '2036-01-01T00:00:00Z', webhookExpires: 'soon' },
};

describe('the samples of a mesh', () => {
  it('are there for every gauge, all under its name, with the labels that are defined', () => {
    const samples = meshSamples(mesh(full));
    expect(new Set(samples.map(({ name }) => name))).toEqual(new Set(Object.keys(MESH_GAUGES)));
    for (const { name, labels } of samples) {
      expect(Object.keys(labels).sort()).toEqual([...MESH_GAUGES[name].labels].sort());
      expect(labels['mesh']).toBe('blue');
    }
  });

  it('name versions, namespace and profile', () => {
    expect(said('meshwright_mesh_info', full)).toEqual(['istio-system 1.3.8 1.4.10 default 1']);
    expect(said('meshwright_mesh_info', {}, { namespace: 'blue', profile: 'demo' })).toEqual(['blue  1.4.10 demo 1']);
  });

  it('have a 1 for the phase that it is in and 0 for all others; without a status it is pending', () => {
    const phases = said('meshwright_mesh_phase', full);
    expect(phases).toHaveLength(PHASES.length);
    expect(phases.filter((line) => line.endsWith('1'))).toEqual(['Upgrading 1']);
    expect(said('meshwright_mesh_phase').filter((line) => line.endsWith('1'))).toEqual(['Pending 1']);
  });

  it('have a 1 for the status of each condition, and nothing for conditions that are not ours', () => {
    expect(said('meshwright_mesh_condition', full)).toEqual(['Ready True 0', 'Ready False 1', 'Ready Unknown 0']);
  });

  it('count components and proxies', () => {
    expect(said('meshwright_mesh_components', full)).toEqual(['2']);
    expect(said('meshwright_mesh_components_ready', full)).toEqual(['1']);
    expect(said('meshwright_component_ready', full)).toEqual(['pilot 1', 'galley 0']);
    expect(said('meshwright_mesh_proxies', full)).toEqual(['140']);
    expect(said('meshwright_mesh_proxies_up_to_date', full)).toEqual(['120']);
  });

  it('tell how far a hop is, and since when', () => {
    expect(said('meshwright_hop_started_timestamp_seconds', full)).toEqual(['1.3.8 1.4.10 1767225600']);
    expect(said('meshwright_hop_steps', full)).toEqual(['Pending 2', 'Running 1', 'Done 1', 'Failed 0']);
  });

  it('tell nothing of a hop where none goes on, and no start of one that waits', () => {
    expect(said('meshwright_hop_steps', {})).toEqual([]);
    const waiting: MeshInstallStatus = { plan: { path: ['1.4.10'], steps: [{ name: 'crds', state: 'Pending' }] } };
    expect(said('meshwright_hop_started_timestamp_seconds', waiting)).toEqual([]);
    expect(said('meshwright_hop_steps', waiting)).toEqual(['Pending 1', 'Running 0', 'Done 0', 'Failed 0']);
  });

  it('tell when certificates end, where that is a time', () => {
    expect(said('meshwright_certificate_expiration_timestamp_seconds', full)).toEqual(['root 2082758400']);
  });
});
