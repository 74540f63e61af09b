import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { besideLive } from '../../../../src/core/ownership/adoption.ts';
import { everyDrift } from '../../../../src/core/drift/every-drift.ts';

const version = (name: string, served = true) => ({ name, served, storage: name === 'v1' });
const crd = (...versions: object[]): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'virtualservices.networking.istio.io', labels: { 'app.kubernetes.io/managed-by': 'meshwright' } },
  spec: { group: 'networking.istio.io', versions },
});
const OURS = crd(version('v1alpha3'));
const drifts = (wanted: Manifest, live: Manifest) => everyDrift(besideLive(wanted, live), live).map(({ path }) => path);

describe('a CRD of a newer Istio', () => {
  it('stays where it serves our version, too', () => {
    expect(drifts(OURS, crd(version('v1'), version('v1alpha3'), version('v1beta1')))).toEqual([]);
  });

  it.each([
    ['does not have our version', crd(version('v1'), version('v1beta1'))],
    ['does not serve our version', crd(version('v1'), version('v1beta1'), version('v1alpha3', false))],
    ['serves one version as ours does, and another one', crd({ ...version('v1alpha3'), name: 'v1' })],
  ])('is replaced by ours where it %s', (_what, live) => {
    expect(drifts(OURS, live)[0]).toMatch(/^spec\.versions/);
  });

  it('has to have our labels all the same', () => {
    const live = crd(version('v1'), version('v1alpha3'));
    expect(drifts(OURS, { ...live, metadata: { name: live.metadata.name } })).toEqual(['metadata.labels']);
  });
});
