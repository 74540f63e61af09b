import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError, type SpecProblem } from '../../../../src/api/errors.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';

const version = '1.4.10';

function problemsOf(input: unknown): readonly SpecProblem[] {
  try {
    parseSpec(input);
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}

describe('a setting without effect', () => {
  const REFUSED: readonly [string, object][] = [
    ['spec.components.nodeagent.replicas', { components: { nodeagent: { replicas: 2 } } }],
    [
      'spec.components.nodeagent.autoscaling.enabled',
      { components: { nodeagent: { autoscaling: { enabled: true } } } },
    ],
    ['spec.components.nodeagent.rollout.maxSurge', { components: { nodeagent: { rollout: { maxSurge: 1 } } } }],
    ['spec.components.citadel.rollout.maxSurge', { components: { citadel: { rollout: { maxSurge: 1 } } } }],
  ];

  it.each(REFUSED)('is refused and not ignored: %s', (field, setting) => {
    const problems = problemsOf({ version, ...setting });
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0]?.message).toMatch(/no effect in this release/);
  });

  it.each([
    ['spec.adoption', { adoption: 'Adopt' }],
    ['spec.deletion.crds', { deletion: { crds: 'Delete' } }],
    ['spec.upgrade.onFailure', { upgrade: { onFailure: 'Rollback' } }],
    ['spec.upgrade.approval', { upgrade: { approval: 'Manual' } }],
  ])('is refused once where others apply and we only look: %s', (field, setting) => {
    const problems = problemsOf({ version, management: 'Observe', ...setting });
    expect(problems).toEqual([expect.objectContaining({ field })]);
    expect(problems[0]?.message).toMatch(/no effect with management: Observe; leave it out/);
    expect(problemsOf({ version, management: 'Observe' })).toEqual([]);
  });

  it('is none that one of our releases brought to life', () => {
    const sds = { sidecar: { sds: { enabled: true } }, components: { nodeagent: { enabled: true } } };
    expect(problemsOf({ version, ...sds })).toEqual([]);
    expect(problemsOf({ version, components: { coredns: { enabled: true } } })).toEqual([]);
    expect(problemsOf({ version, sidecar: { cni: { enabled: true } } })).toEqual([]);
    expect(problemsOf({ version, mesh: { kubernetesIngress: { enabled: true } } })).toEqual([]);
  });

  it('may be written where it asks for nothing', () => {
    const spec = {
      version,
      management: 'Apply',
      sidecar: { cni: { enabled: false }, sds: { enabled: false } },
      components: { nodeagent: { replicas: 1, autoscaling: { enabled: false } } },
      upgrade: { onFailure: 'Pause', approval: 'Automatic', dataPlane: { restart: 'Never' } },
    };
    expect(problemsOf(spec)).toEqual([]);
  });
});
