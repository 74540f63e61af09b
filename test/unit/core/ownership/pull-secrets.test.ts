import { describe, expect, it } from '@jest/globals';
import { serviceAccount } from '../../../../charts/kit/objects.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { firstDrift } from '../../../../src/core/drift/drift.ts';
import { besideLive } from '../../../../src/core/ownership/adoption.ts';
import { ApplyCache } from '../../../../src/engine/apply-cache.ts';
import { meshOf } from '../../../support/mesh.ts';

/** The account as we render it with these pull secrets. */
const rendered = (...pullSecrets: string[]): Manifest =>
  serviceAccount(meshOf({ images: { pullSecrets } }), 'istio-pilot-service-account', {});

/** The account as it is in the cluster, with the list that somebody wrote. */
const live = (account: Manifest, ...names: string[]): Manifest => ({
  ...account,
  imagePullSecrets: names.map((name) => ({ name })),
});
const sent = (wanted: Manifest, found: Manifest | undefined): unknown => besideLive(wanted, found)['imagePullSecrets'];

describe('pull secrets of a ServiceAccount', () => {
  it('that others added are kept beside ours', () => {
    const wanted = rendered('ours');
    expect(sent(wanted, live(wanted, 'ours', 'pilot-dockercfg-x7k2p'))).toEqual([
      { name: 'ours' },
      { name: 'pilot-dockercfg-x7k2p' },
    ]);
  });

  it('are restored beside theirs where others replaced the list by their own', () => {
    const wanted = rendered('ours');
    expect(sent(wanted, live(wanted, 'theirs'))).toEqual([{ name: 'ours' }, { name: 'theirs' }]);
  });

  it('that the spec no longer names go, and only those', () => {
    const before = live(rendered('old', 'ours'), 'old', 'ours', 'theirs');
    expect(sent(rendered('ours'), before)).toEqual([{ name: 'ours' }, { name: 'theirs' }]);
  });

  it('of others are no drift and cost no request, and ours that are missing do', () => {
    const wanted = rendered('ours');
    const added = live(wanted, 'theirs', 'ours');
    expect(firstDrift(besideLive(wanted, added), added)).toBeUndefined();
    expect(new ApplyCache().applyReason(besideLive(wanted, added), added, true)).toBeUndefined();
    const taken = live(wanted, 'theirs');
    expect(firstDrift(besideLive(wanted, taken), taken)?.path).toBe('imagePullSecrets[ours]');
  });

  it('are nobody’s business of ours where the spec names none', () => {
    const wanted = rendered();
    expect(wanted.metadata.annotations).toBeUndefined();
    expect(sent(wanted, live(wanted, 'theirs'))).toBeUndefined();
  });
});
