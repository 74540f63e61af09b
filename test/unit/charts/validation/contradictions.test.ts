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

describe('architectures', () => {
  it('that are all 0 are refused, since pods would have no node to run on', () => {
    const none = { amd64: 0, ppc64le: 0, s390x: 0 };
    expect(() => resolve({ version: '1.4.10', defaults: { architectures: none } })).toThrow(
      /^spec.defaults.architectures: .*give one architecture at least more than 0/,
    );
    expect(() => resolve({ version: '1.4.10', defaults: { architectures: { ...none, arm64: 1 } } })).not.toThrow();
  });
});

describe('another domain of the cluster', () => {
  const secured = (version: string, clusterDomain = 'corp.example') =>
    resolve({ version, mesh: { clusterDomain, controlPlaneSecurity: true } });

  it('is refused with control-plane security of 1.0, whose proxies would trust no pilot', () => {
    expect(() => secured('1.0.6')).toThrow(
      /^spec\.mesh\.clusterDomain: "corp\.example": proxies of Istio 1\.0\.6 .*; switch controlPlaneSecurity off/,
    );
    expect(() => secured('1.0.6', 'cluster.local')).not.toThrow();
    expect(() => resolve({ version: '1.0.6', mesh: { clusterDomain: 'corp.example' } })).not.toThrow();
  });

  it.each(['1.1.17', '1.2.10', '1.3.8', '1.4.10'])('is fine with that of %s, which has a trust domain', (version) => {
    expect(() => secured(version)).not.toThrow();
  });
});
