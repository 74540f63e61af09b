import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/index.ts';
import type { Manifest, ObjectRef } from '../../../../src/api/manifest.ts';
import { API } from '../../../../src/api/meshinstall.ts';
import type { MeshAuthority } from '../../../../src/cli/certificates/mesh-authority.ts';
import { performStep } from '../../../../src/cli/certificates/perform.ts';
import type { KubeClient } from '../../../../src/kube/client.ts';
import { NEXT_AUTHORITY } from '../../../../src/core/certificates/kept-names.ts';
import { keptAuthority, secretData, type Authority } from '../../../../src/core/rotation/authority.ts';
import type { WritingStep } from '../../../../src/core/rotation/change.ts';
import { MemoryClient } from '../../../support/memory-client.ts';
import { authorityNamed, RotatingMesh, signing } from '../../../support/rotation.ts';

const NAMESPACE = 'istio-system';
const [old, next, corporate] = await Promise.all([
  authorityNamed('old'),
  authorityNamed('next'),
  authorityNamed('corporate', 'cacerts'),
]);

/** A client that answers so often, and then its process is gone. */
class Mortal extends MemoryClient {
  lives = Infinity;

  override create<T extends Manifest>(object: T): Promise<T> {
    this.#live();
    return super.create(object);
  }

  override patch<T extends Manifest>(ref: ObjectRef, body: unknown): Promise<T> {
    this.#live();
    return super.patch(ref, body);
  }

  #live(): void {
    if (this.lives-- <= 0) throw new Error('killed');
  }
}

class World {
  readonly client = new Mortal();
  readonly #secret: string;

  private constructor(secret: string) {
    this.#secret = secret;
  }

  /** A cluster whose citadel signs with the authority. */
  static async signingWith(authority: Authority): Promise<World> {
    const world = new World(authority.secret);
    const { client } = world;
    const metadata = { name: authority.secret, namespace: NAMESPACE };
    await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, data: secretData(authority) });
    const citadel = { name: 'istio-citadel', namespace: NAMESPACE };
    await client.create({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: citadel, spec: {} });
    await client.create({ apiVersion: API.apiVersion, kind: API.kind, metadata: { name: 'mesh' }, spec: {} });
    client.writes.splice(0);
    return world;
  }

  secret(name = this.#secret): Promise<Manifest | undefined> {
    return this.client.get({ apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name });
  }

  /** Does a step as a process does that was started now. */
  async step(step: WritingStep, target: Authority): Promise<string> {
    const [secret, kept] = [await this.secret(), await this.secret(NEXT_AUTHORITY)];
    if (secret === undefined) throw new Error('no authority');
    const mesh: MeshAuthority = {
      install: { ...API, metadata: { name: 'mesh' }, spec: { version: '1.4.10' } },
      spec: resolve({ version: '1.4.10' }),
      secret,
      ...(kept && { next: kept }),
      input: new RotatingMesh(signing(secret)).input(),
    };
    const client = this.client as unknown as KubeClient;
    return performStep({ client, mesh, target, direction: 'forward', late: [] }, step);
  }
}

const prints = (authority: Authority): string[] => authority.roots.map(({ fingerprint256 }) => fingerprint256);

describe('a step that is killed after any of its writes', () => {
  it.each([0, 1, 2, 3])('goes on from there: %d writes', async (writes) => {
    const world = await World.signingWith(old);
    world.client.lives = writes;
    await expect(world.step('trust', next)).rejects.toThrow('killed');
    world.client.lives = Infinity;
    await world.step('trust', next);
    expect(prints(signing(await world.secret()))).toEqual([old.root.fingerprint256, next.root.fingerprint256]);
    const kept = await world.secret(NEXT_AUTHORITY);
    expect(kept && keptAuthority(kept)?.key).toBe(next.key);
    const previous = await world.secret(kept?.metadata.annotations?.['meshwright.dev/previous']);
    expect(previous && keptAuthority(previous)?.files).toEqual(old.files);
  });
});

describe('a step', () => {
  it('deletes no authority, and keeps the one of before before anything else is written', async () => {
    const world = await World.signingWith(old);
    for (const step of ['trust', 'issue', 'retire'] as const) await world.step(step, next);
    expect(world.client.writes.map((write) => write.replace(/previous-\w+/, 'previous'))).toEqual([
      'create Secret istio-system/istio-ca-previous',
      'create Secret istio-system/istio-ca-next',
      'patch Secret istio-system/istio-ca-secret',
      'patch Deployment istio-system/istio-citadel',
      'patch Secret istio-system/istio-ca-secret',
      'patch Deployment istio-system/istio-citadel',
      'patch Secret istio-system/istio-ca-secret',
      'patch Deployment istio-system/istio-citadel',
    ]);
    expect(signing(await world.secret()).files).toEqual(next.files);
  });

  it('writes nothing over what somebody wrote meanwhile', async () => {
    const world = await World.signingWith(old);
    const { client } = world;
    const get = client.get.bind(client);
    let isFirst = true;
    client.get = async <T extends Manifest>(ref: ObjectRef): Promise<T | undefined> => {
      const found = await get<T>(ref);
      if (isFirst)
        await client.patch(
          { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE, name: 'istio-ca-secret' },
          { data: { by: 'c29tZWJvZHk=' } },
        );
      isFirst = false;
      return found;
    };
    await expect(world.step('trust', next)).rejects.toThrow(
      'somebody changed Secret istio-system/istio-ca-secret just now; look at the plan again',
    );
    expect(signing(await world.secret()).roots).toHaveLength(1);
  });

  it('moves a mesh that signs for itself to a supplied authority, which trusts the old root until that is retired', async () => {
    const world = await World.signingWith(old);
    await world.step('trust', corporate);
    const said = await world.step('issue', corporate);
    expect(said).toMatch(/spec\.components\.citadel\.selfSigned is false, write it into your file, too/);
    const supplied = signing(await world.secret('cacerts'));
    expect([supplied.key, prints(supplied)]).toEqual([
      corporate.key,
      [corporate.root.fingerprint256, old.root.fingerprint256],
    ]);
    const mesh = await world.client.get({ apiVersion: API.apiVersion, kind: API.kind, name: 'mesh' });
    expect(mesh?.['spec']).toEqual({ components: { citadel: { selfSigned: false } } });
    expect(signing(await world.secret()).key).toBe(old.key);
  });

  it('is refused when citadel could not sign afterwards, and nothing is written', async () => {
    const world = await World.signingWith(old);
    const broken = { ...next, files: { ...next.files, 'ca-key.pem': 'hunter2' } };
    await expect(world.step('issue', broken)).rejects.toThrow(
      /could not sign after this step: ca-key.pem holds no private/,
    );
    expect(world.client.writes).toEqual([]);
  });
});
