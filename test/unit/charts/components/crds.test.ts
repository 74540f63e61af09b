import { describe, expect, it } from '@jest/globals';
import { ISTIO_KINDS, kindsLost, LEGACY_MIXER_KINDS, reads } from '../../../../charts/catalog/crds.ts';
import { RELEASES } from '../../../../charts/catalog/releases.ts';
import { istioCrds } from '../../../../charts/components/crds.ts';
import type { Mesh } from '../../../../charts/mesh.ts';
import { meshOf } from '../../../support/mesh.ts';

interface Definition {
  group: string;
  scope: string;
  names: { plural: string; singular: string };
  versions: { name: string; served: boolean; storage: boolean; schema: object; additionalPrinterColumns?: object[] }[];
}

const definitions = (mesh: Mesh) => istioCrds(mesh).map((crd) => crd['spec'] as Definition);
const names = (mesh: Mesh) => istioCrds(mesh).map(({ metadata }) => metadata.name);

describe('Istio CRDs', () => {
  it('are the 23 kinds that 1.4 reads', () => {
    expect(names(meshOf())).toHaveLength(23);
    expect(names(meshOf())).toContain('authorizationpolicies.security.istio.io');
    expect(names(meshOf())).not.toContain('authorizationpolicies.rbac.istio.io');
  });

  it.each([
    ['1.0.0', 50],
    ['1.0.3', 52],
    ['1.0.4', 50],
    ['1.0.9', 50],
    ['1.1.0', 53],
    ['1.1.17', 53],
    ['1.2.0', 23],
    ['1.3.8', 23],
    ['1.4.0', 23],
  ])('of %s are as many as its binaries read: %d', (version, count) => {
    expect(names(meshOf({ version }))).toHaveLength(count);
  });

  it('include those of authentication in 1.0, whose chart forgot them', () => {
    expect(names(meshOf({ version: '1.0.6' }))).toEqual(
      expect.arrayContaining(['policies.authentication.istio.io', 'meshpolicies.authentication.istio.io']),
    );
  });

  it('define a kind in the same way in every release that has it', () => {
    const byName = new Map<string, string>();
    for (const crd of RELEASES.flatMap((version) => istioCrds(meshOf({ version })))) {
      const text = JSON.stringify(crd);
      expect(byName.get(crd.metadata.name) ?? text).toBe(text);
      byName.set(crd.metadata.name, text);
    }
  });

  it('store one version each, with a schema that refuses no field', () => {
    for (const { names: named, group, versions } of definitions(meshOf())) {
      expect(`${named.plural}.${group}`).toMatch(/\.istio\.io$/);
      expect(versions).toHaveLength(1);
      expect(versions[0]).toMatchObject({
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: { status: {} },
      });
    }
  });

  it('are cluster-scoped where one object speaks for all namespaces', () => {
    const cluster = definitions(meshOf()).filter(({ scope }) => scope === 'Cluster');
    expect(cluster.map(({ names: named }) => named.plural)).toEqual(['meshpolicies', 'clusterrbacconfigs']);
  });

  it('show what matters in kubectl get', () => {
    const virtualServices = definitions(meshOf()).find(({ names: named }) => named.plural === 'virtualservices');
    expect(virtualServices?.versions[0]?.additionalPrinterColumns).toEqual([
      { name: 'Gateways', type: 'string', jsonPath: '.spec.gateways' },
      { name: 'Hosts', type: 'string', jsonPath: '.spec.hosts' },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ]);
  });

  it('are the same for every mesh of a cluster', () => {
    const other = meshOf({ profile: 'demo', namespace: 'mesh-two', mesh: { clusterDomain: 'corp.local' } });
    expect(istioCrds(other)).toEqual(istioCrds(meshOf()));
  });

  it('include the kind that pilot cannot create itself when it reads CRDs on a Kubernetes without the old API', () => {
    const alone = { mesh: { useMCP: false } };
    const own = 'syntheticserviceentries.networking.istio.io';
    expect(names(meshOf(alone, '1.22'))).toContain(own);
    expect(names(meshOf(alone, '1.21'))).not.toContain(own);
    expect(names(meshOf({}, '1.36'))).not.toContain(own);
  });

  it.each([...RELEASES])('have names that no two kinds of %s share', (version) => {
    const there = ISTIO_KINDS.filter((kind) => reads(version, kind)).map(({ plural, group }) => `${plural}.${group}`);
    expect(new Set(there).size).toBe(there.length);
  });
});

describe('Kinds that a release no longer reads', () => {
  const namesLost = (from: string, to: string): string[] => kindsLost(from, to).map(({ kind }) => kind);

  it('are those of adapters and templates from 1.1 to 1.2, and each becomes a handler or an instance', () => {
    const lost = namesLost('1.1.17', '1.2.10');
    expect(lost).toHaveLength(31);
    expect(LEGACY_MIXER_KINDS.map(({ kind }) => kind)).toEqual(lost);
    const become = Map.groupBy(LEGACY_MIXER_KINDS, ({ becomes }) => becomes);
    expect(become.get('handler')?.map(({ kind }) => kind)).toHaveLength(20);
    expect(become.get('instance')?.map(({ kind }) => kind)).toContain('logentry');
  });

  it('are the policies whose group changed from 1.3 to 1.4, in both directions', () => {
    expect(kindsLost('1.3.8', '1.4.10').map(({ group, kind }) => `${kind}.${group}`)).toEqual([
      'AuthorizationPolicy.rbac.istio.io',
    ]);
    expect(kindsLost('1.4.10', '1.3.8').map(({ group, kind }) => `${kind}.${group}`)).toEqual([
      'AuthorizationPolicy.security.istio.io',
    ]);
  });

  it('are none within a release line that reads the same', () => {
    expect(namesLost('1.2.0', '1.2.10')).toEqual([]);
    expect(namesLost('1.2.10', '1.3.8')).toEqual([]);
  });

  it('may need an adapter that a later mixer does not have', () => {
    const gone = LEGACY_MIXER_KINDS.filter(({ adapterUntil }) => adapterUntil !== undefined);
    expect(gone.map(({ kind, adapterUntil }) => `${kind} ${adapterUntil}`)).toEqual(['rbac 1.2', 'signalfx 1.3']);
  });
});
