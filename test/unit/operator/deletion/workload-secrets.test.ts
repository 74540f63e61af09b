import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { ListOptions } from '../../../../src/kube/operations.ts';
import { workloadSecrets, type WorkloadSecretsContext } from '../../../../src/operator/deletion/workload-secrets.ts';
import { authority, secretOf } from '../../../support/certificates.ts';
import { meshInstall } from '../../../support/pass-cluster.ts';

const [ours, theirs] = [authority({ name: 'ours' }), authority({ name: 'theirs' })];
const inNamespace = (secret: Manifest, namespace: string): Manifest => ({
  ...secret,
  metadata: { ...secret.metadata, namespace },
});
const issued = (namespace: string, root = ours): Manifest =>
  inNamespace(
    secretOf('istio.default', { 'cert-chain.pem': root.pem, 'key.pem': 'secret', 'root-cert.pem': root.pem }),
    namespace,
  );

interface World {
  readonly secrets: readonly Manifest[];
  readonly authorities?: readonly Manifest[];
  readonly meshes?: readonly string[];
}

/** What is found, and what of each Secret was kept. */
async function find({ secrets, authorities = [], meshes = ['mesh'] }: World) {
  const selectors: string[] = [];
  const list = (_kind: unknown, { fieldSelector = '', transform }: ListOptions = {}) => {
    selectors.push(fieldSelector);
    const named = authorities.filter(({ metadata }) => fieldSelector === `metadata.name=${metadata.name}`);
    const found = fieldSelector === 'type=istio.io/key-and-cert' ? secrets : named;
    return Promise.resolve({ items: found.flatMap((item) => transform?.(item) ?? []), resourceVersion: '1' });
  };
  const pass = {
    install: meshInstall(),
    signal: new AbortController().signal,
    client: { list } as unknown as WorkloadSecretsContext['client'],
    cache: { installs: () => meshes.map((name) => meshInstall({}, { name })) },
  };
  const found = await workloadSecrets(pass);
  const whose: Record<string, boolean> = {};
  for (const { secret, isOurs } of found) whose[secret.metadata.namespace ?? ''] = isOurs;
  return { found, whose, selectors };
}

const OUR_CA = secretOf('istio-ca-secret', { 'ca-cert.pem': ours.pem });
const THEIR_CA = inNamespace(secretOf('istio-ca-secret', { 'ca-cert.pem': theirs.pem }), 'other');

describe('Secrets with certificates of workloads', () => {
  it('are kept with nothing but the roots of their certificates: of a key, nothing', async () => {
    const { found } = await find({ secrets: [issued('shop')] });
    const [{ secret } = { secret: undefined }] = found;
    expect(Object.keys(secret?.['data'] ?? {})).toEqual(['root-cert.pem']);
    expect(secret).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'istio.default', namespace: 'shop' },
    });
  });

  it('are all ours where there is no other mesh', async () => {
    const { whose } = await find({ secrets: [issued('shop'), issued('bar', theirs)], authorities: [OUR_CA] });
    expect(whose).toEqual({ shop: true, bar: true });
  });

  it('are ours by the root that they are under, where another mesh has an authority, whoever installed it', async () => {
    const { whose } = await find({
      secrets: [issued('shop'), issued('bar', theirs)],
      authorities: [OUR_CA, THEIR_CA],
    });
    expect(whose).toEqual({ shop: true, bar: false });
  });

  it('that cannot be told are not ours where there is another MeshInstall, though its authority was not found', async () => {
    const { whose } = await find({
      secrets: [issued('bar', theirs)],
      authorities: [OUR_CA],
      meshes: ['mesh', 'other'],
    });
    expect(whose).toEqual({ bar: false });
  });

  it('are told by authorities that citadel made and by those that somebody supplied', async () => {
    const supplied = secretOf('cacerts', { 'ca-cert.pem': ours.pem, 'root-cert.pem': ours.pem });
    const { whose } = await find({ secrets: [issued('shop')], authorities: [supplied, THEIR_CA] });
    expect(whose).toEqual({ shop: true });
  });
});
