import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profilesOf, releaseLines, RELEASES, render, resolve } from '../../charts/index.ts';
import { variantsOf } from '../../charts/every-kind.ts';
import { startDevcluster, type Devcluster, type KubernetesVersion } from '../../devcluster/index.ts';
import type { Capabilities } from '../../src/api/capabilities.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { identityOf } from '../../src/core/model/object-id.ts';
import { readCapabilities } from '../../src/kube/discovery/capabilities.ts';
import { clientFor, kindsDefined, START_MS, STEP_MS, untilServed } from '../support/cluster.ts';
import { watchUntil } from '../support/watch-until.ts';

const KUBERNETES: readonly KubernetesVersion[] = ['1.36', '1.21'];

/** Services with addresses of both families; one release of each line has them all. */
const DUAL_STACK: readonly MeshInstallSpec[] = releaseLines().map(({ releases }) => ({
  version: releases.at(-1) ?? '',
  profile: 'demo',
  defaults: { service: { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv6', 'IPv4'] } },
}));

/** Every profile of every release, and the options that bring kinds and permissions of their own. */
const SPECS: readonly MeshInstallSpec[] = [
  ...RELEASES.flatMap((version) => [
    ...profilesOf(version).map((profile) => ({ version, profile })),
    ...variantsOf(version).map((variant) => ({ version, ...variant })),
  ]),
  ...DUAL_STACK,
];

/** What all specs render, each content once, with the release and the profile that it was first seen in. */
function everyContent(capabilities: Capabilities): Map<string, { manifest: Manifest; from: string }> {
  const contents = new Map<string, { manifest: Manifest; from: string }>();
  for (const spec of SPECS) {
    const from = `${spec.version} ${spec.profile ?? 'default'}`;
    for (const manifest of render({ name: 'mesh', spec: resolve(spec), capabilities })) {
      const content = JSON.stringify(manifest);
      if (!contents.has(content)) contents.set(content, { manifest, from });
    }
  }
  return contents;
}

type Client = ReturnType<typeof clientFor>;

const FIELD_MANAGER = 'test';

/** What the server says against an object, if anything. */
async function refusal(client: Client, manifest: Manifest): Promise<string | undefined> {
  try {
    await client.apply(manifest, { fieldManager: FIELD_MANAGER, force: true, dryRun: true, fieldValidation: 'Strict' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const SENDERS = 16;
const UNLIMITED = { perSecond: 10_000, burst: 10_000, concurrency: SENDERS };

/** The results of a task for each item, in no order, as many at once as there are senders. */
async function sideBySide<T, R>(items: Iterable<T>, task: (item: T) => Promise<R>): Promise<R[]> {
  const waiting = [...items];
  const results: R[] = [];
  const work = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) results.push(await task(item));
  };
  await Promise.all(Array.from({ length: SENDERS }, work));
  return results;
}

/** Creates for real what the others cannot be tried without: namespaces, and kinds that are served. */
async function prepare(client: Client, manifests: readonly Manifest[]): Promise<void> {
  const ofKind = (kind: string): Manifest[] => {
    const found = manifests.filter((manifest) => manifest.kind === kind);
    return [...new Map(found.map((manifest) => [identityOf(manifest), manifest])).values()];
  };
  const isEstablished = ({ status }: Manifest & { status?: unknown }): boolean =>
    JSON.stringify(status ?? {}).includes('"type":"Established"');
  const create = (manifest: Manifest): Promise<Manifest> =>
    client.apply(manifest, { fieldManager: FIELD_MANAGER, force: true });
  await sideBySide(ofKind('Namespace'), create);
  await sideBySide(ofKind('CustomResourceDefinition'), async (crd) => {
    await create(crd);
    await watchUntil(client, { ...crd, name: crd.metadata.name }, isEstablished);
  });
  await untilServed(client, ...kindsDefined(manifests));
}

describe.each(KUBERNETES)('Kubernetes %s', (kubernetes) => {
  let cluster: Devcluster;
  let client: Client;

  beforeAll(async () => {
    cluster = await startDevcluster({ kubernetes, simulation: false, nodes: 0, dualStack: true });
    client = clientFor(cluster.kubeconfigPath, { userAgent: 'test', rateLimit: UNLIMITED });
  }, START_MS);

  afterAll(async () => {
    await client.close();
    await cluster.stop();
  }, STEP_MS);

  it(
    'takes every object of every release, and knows all of its fields',
    async () => {
      const contents = [...everyContent(await readCapabilities(client.discovery)).values()];
      await prepare(
        client,
        contents.map(({ manifest }) => manifest),
      );
      const refusals = await sideBySide(contents, async ({ manifest, from }) => {
        const said = await refusal(client, manifest);
        return said === undefined ? [] : [`${from}: ${said}`];
      });
      expect(contents.length).toBeGreaterThan(1500);
      expect(refusals.flat().sort()).toEqual([]);
    },
    4 * STEP_MS,
  );

  it('would say so if it did not know a field', async () => {
    const metadata = { name: 'test', namespace: 'default' };
    const misspelt: Manifest = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { ports: [{ port: 80, prot: 1 }] },
    };
    expect(await refusal(client, misspelt)).toContain('prot: field not declared in schema');
  });
});
