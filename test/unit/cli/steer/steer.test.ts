import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import { approved } from '../../../../src/cli/steer/approve.ts';
import { paused, resumed } from '../../../../src/cli/steer/pause.ts';
import { meshInstall } from '../../../support/pass-cluster.ts';

const mesh = (spec: Partial<MeshInstall['spec']>, more: Partial<MeshInstall> = {}): MeshInstall => ({
  ...meshInstall({ spec: { version: '1.4.10', ...spec } }),
  ...more,
});
const MANUAL = { upgrade: { approval: 'Manual' } } as const;

describe('meshwright pause', () => {
  it('sets spec.paused and nothing else, and says how to go on', () => {
    const { change, says } = paused(mesh({}));
    expect(change).toEqual({ spec: { paused: true } });
    expect(says).toMatch(/until `meshwright resume mesh`$/);
  });

  it('changes nothing of a mesh that is paused', () => {
    expect(paused(mesh({ paused: true }))).toEqual({ says: 'mesh "mesh" is already paused' });
  });
});

describe('meshwright resume', () => {
  it('takes spec.paused away, so that no field of ours stays', () => {
    expect(resumed(mesh({ paused: true }))).toEqual({
      change: { spec: { paused: null } },
      says: 'mesh "mesh" goes on',
    });
  });

  it('names who would pause the mesh again', () => {
    const install = mesh({ paused: true });
    install.metadata.managedFields = [
      { manager: 'meshwright-cli', fieldsV1: { 'f:spec': { 'f:paused': {} } } },
      { manager: 'argocd', fieldsV1: { 'f:spec': { 'f:paused': {}, 'f:version': {} } } },
      { manager: 'meshwright', fieldsV1: { 'f:status': {} } },
    ];
    expect(resumed(install).says).toMatch(/; argocd paused it, and does so again unless/);
  });

  it.each(['kubectl-patch', 'kubectl-edit'])('says of no file where %s paused the mesh by hand', (manager) => {
    const install = mesh({ paused: true });
    install.metadata.managedFields = [{ manager, fieldsV1: { 'f:spec': { 'f:paused': {} } } }];
    expect(resumed(install).says).toBe('mesh "mesh" goes on');
  });

  it('names all who apply from files, and not who paused the mesh by hand', () => {
    const install = mesh({ paused: true });
    install.metadata.managedFields = ['kubectl-patch', 'kubectl-client-side-apply', 'argocd'].map((manager) => ({
      manager,
      fieldsV1: { 'f:spec': { 'f:paused': {} } },
    }));
    expect(resumed(install).says).toMatch(/; argocd, kubectl-client-side-apply paused it, and do so again unless/);
  });

  it('changes nothing of a mesh that is not paused', () => {
    expect(resumed(mesh({}))).toEqual({ says: 'mesh "mesh" is not paused' });
    expect(resumed(mesh({ paused: false }))).toEqual({ says: 'mesh "mesh" is not paused' });
  });
});

describe('meshwright approve', () => {
  it('approves the version that is asked for now', () => {
    const { change, says } = approved(mesh(MANUAL, { status: { version: '1.3.8' } }));
    expect(change).toEqual({ metadata: { annotations: { 'meshwright.dev/approve': '1.4.10' } } });
    expect(says).toBe('mesh "mesh": Istio 1.3.8 to 1.4.10 is approved');
  });

  it('changes nothing where the same version is approved or installed', () => {
    const install = mesh(MANUAL);
    install.metadata.annotations = { 'meshwright.dev/approve': '1.4.10' };
    expect(approved(install)).toEqual({ says: 'mesh "mesh": Istio 1.4.10 is already approved' });
    const done = mesh(MANUAL, { status: { version: '1.4.10' } });
    expect(approved(done)).toEqual({ says: 'mesh "mesh" waits for no approval: Istio 1.4.10 is installed' });
  });

  it('approves anew where another version was approved before', () => {
    const install = mesh(MANUAL);
    install.metadata.annotations = { 'meshwright.dev/approve': '1.3.8' };
    expect(approved(install).change).toBeDefined();
  });

  it('refuses where nothing is ever approved', () => {
    expect(() => approved(mesh({}))).toThrow(/spec\.upgrade\.approval is Automatic/);
  });
});
