import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import type { KindRef, ListOptions } from '../../../../src/kube/operations.ts';
import { CA_SECRET } from '../../../../src/core/readiness/authority.ts';
import { deleteOnRequest, type OnRequestContext } from '../../../../src/operator/deletion/delete-on-request.ts';
import { authority, secretOf } from '../../../support/certificates.ts';
import { meshInstall, PassCluster } from '../../../support/pass-cluster.ts';
import { refusal } from '../../../support/recording-client.ts';

type Policy = NonNullable<MeshInstallSpec['deletion']>;
const ALL: Policy = { crds: 'Delete', certificateAuthority: 'Delete', injectedSecrets: 'Delete' };

const CRD: Manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gateways.networking.istio.io' },
};
const [ours, theirs] = [authority({ name: 'ours' }), authority({ name: 'theirs' })];
const CA = secretOf(CA_SECRET, { 'ca-cert.pem': ours.pem });
const secretIn = (namespace: string, secret: Manifest): Manifest => ({
  ...secret,
  metadata: { ...secret.metadata, namespace },
});
const issued = (namespace: string, root = ours): Manifest =>
  secretIn(namespace, secretOf('istio.default', { 'root-cert.pem': root.pem, 'cert-chain.pem': root.pem }));
const OTHER_MESH = meshInstall({ spec: { version: '1.4.10', namespace: 'other' } }, { name: 'other' });
const LEFTOVER: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio-security', namespace: 'istio-system' },
};

const TYPE = /^type=istio\.io\/key-and-cert$/;

/** A client of the cluster that selects Secrets as an apiserver does: by type or by name. */
function deletion(deletion: Policy, ...objects: Manifest[]) {
  const there = new PassCluster([meshInstall({ spec: { version: '1.4.10', deletion } }), ...objects]);
  const pass = there.pass();
  const list = async (kind: KindRef, { fieldSelector = '', transform, ...rest }: ListOptions = {}) => {
    const { items, resourceVersion } = await pass.client.list(kind, rest);
    const isSelected = ({ metadata: { name } }: Manifest): boolean => {
      if (fieldSelector.startsWith('type=')) return TYPE.test(fieldSelector) && name.startsWith('istio.');
      return fieldSelector === '' || fieldSelector === `metadata.name=${name}`;
    };
    const selected = items.filter(isSelected);
    return {
      items: transform === undefined ? selected : selected.flatMap((each) => transform(each) ?? []),
      resourceVersion,
    };
  };
  const run = () => deleteOnRequest({ ...pass, client: { ...pass.client, list } as OnRequestContext['client'] });
  return { there, run };
}

const SECRETS = 'Secrets istio.* of workloads';
const KEPT = [
  'Namespace istio-system',
  `Secret istio-system/${CA_SECRET}`,
  SECRETS,
  "Istio's CustomResourceDefinitions",
];

describe('what a deletion leaves unless somebody asks for it to go', () => {
  it('is kept and named', async () => {
    const { there, run } = deletion({}, CRD, CA, issued('shop'));
    expect(await run()).toEqual({ kept: KEPT, left: [] });
    expect(there.writes).toEqual([]);
  });

  it('is kept where what is asked for is no word that we know', async () => {
    const nonsense = { crds: 'delete', certificateAuthority: true, injectedSecrets: 1 } as unknown as Policy;
    expect((await deletion(nonsense, CRD, CA).run()).kept).toEqual(KEPT);
  });

  it('goes where it is asked for, and the namespace stays', async () => {
    const { there, run } = deletion(ALL, CRD, CA, issued('shop'), LEFTOVER);
    expect(await run()).toEqual({ kept: ['Namespace istio-system'], left: [] });
    expect([...there.objects.values()].map(({ kind }) => kind)).toEqual(['MeshInstall']);
  });
});

describe('CustomResourceDefinitions', () => {
  it('stay while another mesh needs them, which is named', async () => {
    const { there, run } = deletion({ crds: 'Delete' }, CRD, OTHER_MESH);
    expect((await run()).kept).toContain('CustomResourceDefinitions, which MeshInstall other needs');
    expect(there.writes).toEqual([]);
  });
});

describe('Secrets of workloads', () => {
  const THEIR_CA = secretIn('other', secretOf(CA_SECRET, { 'ca-cert.pem': theirs.pem }));

  it('of another mesh stay, and are counted', async () => {
    const { there, run } = deletion(
      { injectedSecrets: 'Delete' },
      CA,
      THEIR_CA,
      OTHER_MESH,
      issued('shop'),
      issued('bar', theirs),
    );
    expect((await run()).kept).toContain('1 Secret istio.* that this mesh is not known to have issued');
    expect(there.writes).toEqual(['delete Secret istio.default']);
    expect([...there.objects.values()].some(({ metadata }) => metadata.namespace === 'bar')).toBe(true);
  });

  it('that cannot be listed are left, and keep the authority that tells whose they are', async () => {
    const { there, run } = deletion(ALL, CA);
    there.always.set('list Secret', refusal(403, 'Forbidden'));
    const { kept, left } = await run();
    expect(left).toMatchObject([{ what: SECRETS, problem: 'Forbidden' }]);
    expect(kept).toContain(`Secret istio-system/${CA_SECRET}`);
    expect(there.writes).toEqual([]);
  });

  it('that cannot be deleted are left, one by one', async () => {
    const { there, run } = deletion(ALL, CA, issued('shop'));
    there.always.set('delete Secret istio.default', refusal(403, 'Forbidden'));
    expect((await run()).left).toMatchObject([{ what: 'Secret shop/istio.default', problem: 'Forbidden' }]);
    expect(there.writes).not.toContain(`delete Secret ${CA_SECRET}`);
  });
});

describe('a deletion that is cut short', () => {
  it('does not take that for something that could not be deleted', async () => {
    const { there } = deletion({ injectedSecrets: 'Delete' }, CA);
    const abort = new AbortController();
    const pass = { ...there.pass(), signal: abort.signal };
    for (const kind of ['Secret', 'ConfigMap']) there.always.set(`list ${kind}`, new Error('aborted'));
    abort.abort(new Error('stopped'));
    await expect(deleteOnRequest(pass)).rejects.toThrow('stopped');
  });

  it('takes the keys along that a change of the root left, and no Secret of somebody else', async () => {
    const named = (name: string) => secretIn('istio-system', secretOf(name, {}));
    const left = ['istio-ca-next', 'istio-ca-previous-1a2b3c4d'];
    const { there } = deletion({ certificateAuthority: 'Delete' }, CA, ...[...left, 'cacerts', 'mine'].map(named));
    await deleteOnRequest(there.pass());
    const deleted = there.writes.filter((write) => write.startsWith('delete Secret'));
    expect(deleted.toSorted()).toEqual([...left, CA_SECRET].map((name) => `delete Secret ${name}`).toSorted());
  });

  it('is not gone on with after its objects were asked to go', async () => {
    const { there } = deletion({ certificateAuthority: 'Delete' }, CA);
    const abort = new AbortController();
    there.answers.set(`delete Secret ${CA_SECRET}`, [() => abort.abort(new Error('stopped'))]);
    await expect(deleteOnRequest({ ...there.pass(), signal: abort.signal })).rejects.toThrow('stopped');
  });
});
