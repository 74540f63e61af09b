import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import { claimants, precedes } from '../../../../src/core/ownership/claims.ts';

const install = (name: string, creationTimestamp?: string): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name, ...(creationTimestamp !== undefined && { creationTimestamp }) },
  spec: { version: '1.4.10' },
});

const [old, young] = [install('z', '2026-01-01T00:00:00Z'), install('a', '2026-01-02T00:00:00Z')];

describe('of several MeshInstalls that ask for one namespace', () => {
  it('the older has it, whatever its name', () => {
    expect(claimants([young, old]).map(({ metadata }) => metadata.name)).toEqual(['z', 'a']);
    expect([precedes(old, young), precedes(young, old)]).toEqual([true, false]);
  });

  it('the first by name has it where they are as old, and one never precedes itself', () => {
    const twins = ['c', 'a', 'b'].map((name) => install(name, '2026-01-01T00:00:00Z'));
    expect(claimants(twins).map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
    expect(precedes(old, old)).toBe(false);
  });

  it('one that is not stored yet has a name all the same', () => {
    expect(claimants([install('b'), install('a')]).map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(precedes(install('z'), old)).toBe(true);
  });
});
