import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import type { Desired } from '../../../../src/operator/pass/desired.ts';
import { ROUTES } from '../../../../src/operator/pass/routes.ts';
import { planPass } from '../../../../src/operator/reconcile/plan-pass.ts';
import { meshOf } from '../../../support/mesh.ts';
import { meshInstall, ours } from '../../../support/pass-cluster.ts';

const { capabilities } = meshOf();

interface World {
  readonly spec?: MeshInstallSpec;
  readonly status?: MeshInstallStatus;
  /** Releases that cannot be rendered. */
  readonly lacking?: readonly string[];
  readonly generation?: number;
  /** A release at which we make a mistake. */
  readonly mistakenAt?: string;
}

/** A plan, and what was rendered for it, in order. */
function planned({ spec = { version: '1.4.10' }, status = {}, lacking = [], generation = 1, mistakenAt }: World) {
  const rendered: MeshInstallSpec[] = [];
  const render = (_name: string, wanted: MeshInstallSpec): Desired => {
    rendered.push(wanted);
    if (wanted.version === mistakenAt) throw new RangeError('oops');
    if (lacking.includes(wanted.version))
      throw new InvalidSpecError([{ field: 'spec.mesh', value: 'x', message: `is unknown to ${wanted.version}.` }]);
    const manifests = [ours('ConfigMap', 'istio')];
    const digest = JSON.stringify(wanted);
    return { spec: meshOf(wanted).spec, manifests, digest, proxyImage: '', runtimeObjects: [] };
  };
  const install = meshInstall({ spec, status }, { generation });
  const plan = () => planPass({ install, render, capabilities, routes: ROUTES });
  return { plan, rendered, versions: () => rendered.map(({ version }) => version) };
}

describe('the plan of a first installation', () => {
  it('goes straight to what is asked for, with nothing to go back to', () => {
    const { plan, versions } = planned({});
    expect(plan()).toMatchObject({
      action: { kind: 'upgrade', hop: { to: '1.4.10', rest: [] } },
      target: '1.4.10',
      canRollBack: false,
      begins: false,
      current: undefined,
    });
    expect(versions()).toEqual(['1.4.10']);
  });
});

describe('the plan of an upgrade over several minors', () => {
  const status = { version: '1.1.17', installedSpec: { version: '1.1.17', profile: 'minimal' } } as const;

  it('carries out the first hop, and has rendered every stop: what one lacks is said before the way begins', () => {
    const { plan, versions } = planned({ status });
    const { action, desired, requestedSpec, begins } = plan();
    const { hop } = action;
    expect(hop).toEqual({ from: '1.1.17', to: '1.2.10', rest: ['1.3.8', '1.4.10'] });
    expect([desired.spec.version, requestedSpec.version]).toEqual([hop.to, hop.to]);
    expect(begins).toBe(true);
    expect(new Set(versions())).toEqual(new Set(['1.1.17', '1.2.10', '1.3.8', '1.4.10']));
  });

  it('is refused where a stop lacks what the target has, and says which and on the way to what', () => {
    expect(planned({ status, lacking: ['1.3.8'] }).plan).toThrow(
      /spec\.mesh.*is unknown to 1\.3\.8\. \(on the way to 1\.4\.10, over 1\.3\.8\)/,
    );
    expect(planned({ status, lacking: ['1.4.10'] }).plan).toThrow(/is unknown to 1\.4\.10\.$/);
  });

  it('does not begin again what has begun', () => {
    const plan = { from: '1.1.17', path: ['1.2.10', '1.3.8', '1.4.10'], startedAt: '2026-01-01T00:00:00Z' };
    expect(planned({ status: { ...status, plan } }).plan().begins).toBe(false);
  });
});

describe('the plan of a change of settings', () => {
  const status = { version: '1.4.10', installedSpec: { version: '1.4.10', profile: 'minimal' } } as const;

  it('goes back to what is installed if it fails, carried out as the newest spec says', () => {
    const upgrade = { gateTimeout: '1m' };
    const { plan } = planned({ spec: { version: '1.4.10', upgrade }, status });
    const { current, canRollBack, begins } = plan();
    expect(JSON.parse(current?.digest ?? '')).toEqual({ version: '1.4.10', profile: 'minimal', upgrade });
    expect([canRollBack, begins]).toEqual([true, false]);
  });

  it('has nothing to go back to where nothing changes', () => {
    expect(planned({ spec: { version: '1.4.10', profile: 'minimal' }, status }).plan().canRollBack).toBe(false);
  });

  it('keeps what is installed after the change went back, until the spec is edited', () => {
    const failure = { generation: 2, from: '1.4.10', to: '1.4.10', step: 'pilot', message: 'm' } as const;
    const back = {
      ...status,
      failure: { ...failure, startedAt: '2026-01-01T00:00:00Z', outcome: 'RolledBack' },
    } as const;
    const { action, desired, current } = planned({ status: back, generation: 2 }).plan();
    expect(action.kind).toBe('maintain');
    expect(desired).toBe(current);
    expect(planned({ status: back, generation: 3 }).plan().action.kind).toBe('upgrade');
  });
});

describe('what cannot be gone back to', () => {
  const spec = { version: '1.4.10' };

  it('is what this operator cannot render any more; the message says why', () => {
    const { plan } = planned({
      spec,
      status: { version: '1.3.8', installedSpec: { version: '1.3.8' } },
      lacking: ['1.3.8'],
    });
    expect(plan()).toMatchObject({
      canRollBack: false,
      rollbackObstacle: expect.stringMatching(/is unknown to 1\.3\.8$/),
    });
  });

  it('is what was too large to be noted', () => {
    const { plan } = planned({ spec, status: { version: '1.3.8', shortened: ['installedSpec'] } });
    expect(plan()).toMatchObject({ canRollBack: false, rollbackObstacle: expect.stringMatching(/too large/) });
  });

  it('is nothing where an older operator noted no spec: it was the one that is there', () => {
    const { plan, versions } = planned({ spec, status: { version: '1.3.8' } });
    expect(plan()).not.toHaveProperty('rollbackObstacle');
    expect(versions()).toContain('1.3.8');
  });
});

describe('a version that nobody knows', () => {
  it('is refused as such, however far it is from what is installed', () => {
    const { plan } = planned({ spec: { version: '1.7.0' }, status: { version: '1.4.10' }, lacking: ['1.7.0'] });
    expect(plan).toThrow(InvalidSpecError);
  });
});

describe('a mistake of ours', () => {
  it.each([
    ['what is installed', '1.1.17'],
    ['a stop on the way', '1.3.8'],
  ])('is no obstacle, and nothing that a user wrote: at %s', (_where, broken) => {
    const { plan } = planned({ status: { version: '1.1.17' }, mistakenAt: broken });
    expect(plan).toThrow(RangeError);
  });
});
