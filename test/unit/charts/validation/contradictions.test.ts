import { describe, expect, it } from '@jest/globals';
import { contradictionsOf } from '../../../../charts/validation/contradictions.ts';
import { resolve } from '../../../../charts/index.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

type Citadel = NonNullable<NonNullable<MeshInstallSpec['components']>['citadel']>;

const resolved = (citadel: Citadel) => resolve({ version: '1.4.10', components: { citadel } });

describe('several citadels', () => {
  it.each<[string, Citadel]>([
    ['replicas', { replicas: 2 }],
    ['autoscaling.enabled', { autoscaling: { enabled: true } }],
  ])('that each sign for themselves are refused with the way out: %s', (field, citadel) => {
    expect(() => resolved(citadel)).toThrow(
      new RegExp(`^spec.components.citadel.${field}: .*fight over the root; run one, or give them one in a Secret`),
    );
  });

  it('are fine with one root for all of them, or where they do not run', () => {
    expect(contradictionsOf(resolved({ replicas: 2, selfSigned: false }))).toEqual([]);
    const without = { profile: 'minimal', components: { citadel: { replicas: 2 } } } as const;
    expect(contradictionsOf(resolve({ version: '1.4.10', ...without }))).toEqual([]);
  });
});
