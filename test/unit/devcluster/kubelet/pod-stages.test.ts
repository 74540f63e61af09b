import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { podStages } from '../../../../devcluster/kubelet/pod-stages.ts';

interface Stage {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

describe('the stages of pods', () => {
  it('are documents for kwok, each with a name of its own', () => {
    const stages = loadAll(podStages()) as Stage[];
    expect(stages.map(({ kind }) => kind)).toEqual(stages.map(() => 'Stage'));
    const names = stages.map(({ metadata }) => metadata.name);
    expect(names).toContain('pod-runs');
    expect(new Set(names).size).toBe(names.length);
  });
});
