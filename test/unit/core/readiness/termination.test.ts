import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { terminationOf } from '../../../../src/core/readiness/termination.ts';

const going = (kind: string, status: object = {}, finalizers: string[] = []): Manifest => ({
  apiVersion: 'x/v1',
  kind,
  metadata: { name: 'rules.config.istio.io', deletionTimestamp: '2026-06-01T00:00:00Z', finalizers },
  status,
});
const says = (type: string, status: string, message: string) => ({ type, status, message });

describe('what is being deleted', () => {
  it('is told with the finalizers that hold it', () => {
    expect(terminationOf(going('ConfigMap', {}, ['a.io/x', 'b.io/y']))).toBe(
      'is being deleted since 2026-06-01T00:00:00Z; held by a.io/x, b.io/y',
    );
    expect(terminationOf({ ...going('ConfigMap'), metadata: { name: 'a' } })).toBeUndefined();
  });

  it('is a CRD until its last resource is gone: said in the words of the apiserver, with the command to see them', () => {
    const conditions = [says('Established', 'True', 'fine'), says('Terminating', 'True', 'deletion is in progress')];
    expect(terminationOf(going('CustomResourceDefinition', { conditions }, OWN))).toBe(
      'is being deleted since 2026-06-01T00:00:00Z; deletion is in progress; it goes with the last of its resources: kubectl get rules.config.istio.io -A',
    );
  });

  it('is a namespace until its content is gone: the namespace says what is left', () => {
    const conditions = [
      says('NamespaceDeletionDiscoveryFailure', 'False', 'all fine'),
      says('NamespaceContentRemaining', 'True', 'pods. has 2 resource instances'),
      says('NamespaceFinalizersRemaining', 'True', 'a.io/x in 1 resource instances'),
    ];
    expect(terminationOf(going('Namespace', { conditions }))).toMatch(
      /; pods. has 2 resource instances; a.io\/x in 1 resource instances$/,
    );
  });
});

const OWN = ['customresourcecleanup.apiextensions.k8s.io'];
