import { describe, expect, it } from '@jest/globals';
import { LEFTOVERS } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { leftoversAmong } from '../../../../src/core/deletion/leftovers.ts';

const KEEP_ALL = { crds: 'Keep', certificateAuthority: 'Keep', injectedSecrets: 'Keep' } as const;
const WITH_AUTHORITY = { ...KEEP_ALL, certificateAuthority: 'Delete' } as const;

const configMap = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

/** What a mesh of 1.1 and later with an Ingress leaves, beside what is the user's. */
const FOUND = ['istio-security', 'istio-ingress-controller-leader-istio', 'istio-security-notes', 'mine'].map(
  configMap,
);

function fates(policy: Parameters<typeof leftoversAmong>[2]): { go: string[]; stay: string[] } {
  const { go, stay } = leftoversAmong(FOUND, LEFTOVERS, policy);
  const names = (objects: readonly Manifest[]): string[] => objects.map(({ metadata }) => metadata.name);
  return { go: names(go), stay: names(stay) };
}

describe('what programs of a mesh left behind', () => {
  it('stays with the certificate authority where it is about it; a lock that holds nothing goes', () => {
    expect(fates(KEEP_ALL)).toEqual({ go: ['istio-ingress-controller-leader-istio'], stay: ['istio-security'] });
  });

  it('goes with the certificate authority, and nothing that only has a similar name', () => {
    expect(fates(WITH_AUTHORITY)).toEqual({
      go: ['istio-security', 'istio-ingress-controller-leader-istio'],
      stay: [],
    });
  });
});
