import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/api/manifest.ts';
import { ADOPTED_TEMPLATE, PRESERVED_TEMPLATE } from '../../../src/core/ownership/adoption.ts';
import { applyAll, type Applied, type Change } from '../../../src/engine/apply.ts';
import { ApplyCache } from '../../../src/engine/apply-cache.ts';
import { RecordingClient, refusal } from '../../support/recording-client.ts';

const configMap = (name: string): Manifest => {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ns' }, data: { a: 'b' } };
};
const service = (...ports: object[]): Manifest => {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'svc', namespace: 'ns', resourceVersion: '7' },
    spec: { ports },
  };
};
const missing = (object: Manifest, live?: Manifest): Change => ({ object, live, need: { why: 'missing' } });

interface Try {
  readonly error: unknown;
  readonly applied: string[];
  readonly applyCache: ApplyCache;
}

async function attempt(
  client: RecordingClient,
  changes: readonly Change[],
  applyCache = new ApplyCache(),
): Promise<Try> {
  const applied: string[] = [];
  const onApplied = ({ change }: Applied): void => void applied.push(change.object.metadata.name);
  const context = { client: client.kube, applyCache, signal: new AbortController().signal, onApplied };
  const error = await applyAll(context, changes).catch((failure: unknown) => failure);
  return { error, applied, applyCache };
}

describe('applying', () => {
  it('sends each object by one forced server-side apply under our name', async () => {
    const client = new RecordingClient();
    await attempt(client, [missing(configMap('a')), missing(configMap('b'))]);
    expect(client.writes).toEqual(['apply v1/ConfigMap/ns/a', 'apply v1/ConfigMap/ns/b']);
    expect(client.requests[0]?.options).toMatchObject({ fieldManager: 'meshwright', force: true });
  });

  it('tries all, tells of each success, and throws every failure in the end', async () => {
    const client = new RecordingClient();
    client.refusals.set('apply v1/ConfigMap/ns/a', [refusal(403, 'Forbidden')]);
    client.refusals.set('apply v1/ConfigMap/ns/c', [refusal(422, 'Invalid')]);
    const { error, applied, applyCache } = await attempt(
      client,
      ['a', 'b', 'c', 'd'].map((name) => missing(configMap(name))),
    );
    expect((error as Error).message).toMatch(/^Forbidden: .*; Invalid: /);
    expect(applied).toEqual(['b', 'd']);
    const liveB = client.objects.get('v1/ConfigMap/ns/b');
    expect(applyCache.applyReason(configMap('b'), liveB, false)).toBeUndefined();
    expect(applyCache.applyReason(configMap('a'), configMap('a'), false)).toEqual({ why: 'changed' });
  });

  it('is done again for what was wanted before, where no answer told what became of something else', async () => {
    const client = new RecordingClient();
    const { applyCache } = await attempt(client, [missing(configMap('a'))]);
    const before = client.objects.get('v1/ConfigMap/ns/a');
    const other = { ...configMap('a'), data: { a: 'b', more: 'c' } };
    client.refusals.set('apply v1/ConfigMap/ns/a', [new Error('read ECONNRESET')]);
    await attempt(client, [missing(other, before)], applyCache);
    const done = { ...other, metadata: { ...other.metadata, resourceVersion: '200' } };
    for (const live of [before, done])
      expect(applyCache.applyReason(configMap('a'), live, false)).toEqual({ why: 'changed' });
  });

  it('does nothing and fails at nothing when there is nothing', async () => {
    const client = new RecordingClient();
    expect((await attempt(client, [])).error).toBeUndefined();
    expect(client.requests).toEqual([]);
  });
});

describe('a Service whose port moved', () => {
  const wanted = service({ name: 'http', port: 81 });
  const live = service({ name: 'other', port: 9 }, { name: 'http', port: 80 });

  it('loses the ports in the way, last first and only if nobody touched it since, and is applied again', async () => {
    const client = new RecordingClient([live]);
    client.refusals.set('apply v1/Service/ns/svc', [refusal(422, 'Invalid')]);
    const both = service({ name: 'http', port: 80 }, { name: 'x', port: 9 }, { name: 'tls', port: 443 });
    const { error, applied } = await attempt(client, [
      missing(service({ name: 'http', port: 81 }, { name: 'tls', port: 444 }), both),
    ]);
    expect(error).toBeUndefined();
    expect(applied).toEqual(['svc']);
    expect(client.requests.map(({ verb }) => verb)).toEqual(['apply', 'patch', 'apply']);
    expect(client.requests[1]?.body).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '7' },
      { op: 'remove', path: '/spec/ports/2' },
      { op: 'remove', path: '/spec/ports/0' },
    ]);
    expect(client.requests[1]?.options).toMatchObject({ type: 'json', fieldManager: 'meshwright' });
  });

  it('is not touched for another refusal', async () => {
    const client = new RecordingClient([live]);
    const forbidden = refusal(403, 'Forbidden');
    client.refusals.set('apply v1/Service/ns/svc', [forbidden]);
    expect((await attempt(client, [missing(wanted, live)])).error).toBe(forbidden);
    expect(client.writes).toEqual(['apply v1/Service/ns/svc']);
  });

  it('is refused for good when no port is in the way, or nothing is live', async () => {
    for (const given of [service({ name: 'http', port: 81 }), undefined]) {
      const client = new RecordingClient();
      const invalid = refusal(422, 'Invalid');
      client.refusals.set('apply v1/Service/ns/svc', [invalid]);
      expect((await attempt(client, [missing(wanted, given)])).error).toBe(invalid);
      expect(client.writes).toEqual(['apply v1/Service/ns/svc']);
    }
  });

  it('fails when it is refused a second time', async () => {
    const client = new RecordingClient([live]);
    const again = refusal(422, 'Invalid');
    client.refusals.set('apply v1/Service/ns/svc', [refusal(422, 'Invalid'), again]);
    expect((await attempt(client, [missing(wanted, live)])).error).toBe(again);
  });
});

describe('a Service with node ports of its own', () => {
  const wanted = service({ name: 'http', port: 80, nodePort: 31380 });
  const id = 'v1/Service/ns/svc';

  it('is created by POST, then applied, and belongs to the apply alone', async () => {
    const client = new RecordingClient();
    expect((await attempt(client, [missing(wanted)])).applied).toEqual(['svc']);
    expect(client.writes).toEqual([`create ${id}`, `apply ${id}`, `patch ${id}`]);
    expect(client.requests.map(({ options }) => options)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ fieldManager: 'meshwright' }) as unknown),
    );
    expect(client.requests[2]?.body).toEqual([
      { op: 'test', path: '/metadata/resourceVersion', value: '102' },
      { op: 'remove', path: '/metadata/managedFields/0' },
    ]);
  });

  it('is only applied where it is already', async () => {
    const there = new RecordingClient();
    await attempt(there, [missing(wanted, wanted)]);
    expect(there.writes).toEqual([`apply ${id}`]);
    const unseen = new RecordingClient();
    unseen.refusals.set(`create ${id}`, [refusal(409, 'AlreadyExists')]);
    expect((await attempt(unseen, [missing(wanted)])).applied).toEqual(['svc']);
    expect(unseen.writes).toEqual([`create ${id}`, `apply ${id}`]);
  });

  it('belongs to the apply alone, even if its status changes in between', async () => {
    const client = new RecordingClient();
    client.refusals.set(`patch ${id}`, [refusal(422, 'Invalid')]);
    expect((await attempt(client, [missing(wanted)])).applied).toEqual(['svc']);
    expect(client.requests.map(({ verb }) => verb)).toEqual(['create', 'apply', 'patch', 'get', 'patch']);
  });

  it('is not applied when it was not created', async () => {
    const client = new RecordingClient();
    const denied = refusal(403, 'Forbidden');
    client.refusals.set(`create ${id}`, [denied]);
    expect((await attempt(client, [missing(wanted)])).error).toBe(denied);
    expect(client.writes).toEqual([`create ${id}`]);
  });
});

describe('a Deployment whose number of pods others own', () => {
  const id = 'apps/v1/Deployment/ns/gateway';
  const wanted: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'gateway', namespace: 'ns' },
    spec: { template: {} },
  };
  const held = (fieldsV1: object): Manifest => ({
    ...wanted,
    metadata: { ...wanted.metadata, managedFields: [{ manager: 'meshwright', operation: 'Apply', fieldsV1 }] },
  });

  it('is created with the number that it begins with, which belongs to nobody then', async () => {
    const client = new RecordingClient();
    const initial = { ...wanted, spec: { template: {}, replicas: 5 } };
    await attempt(client, [{ ...missing(wanted), initial }]);
    expect(client.writes).toEqual([`create ${id}`, `apply ${id}`, `patch ${id}`]);
    expect(client.requests[2]?.body).toContainEqual({ op: 'remove', path: '/metadata/managedFields/0' });
  });

  it('is given up before the apply that no longer says it', async () => {
    const live = held({ 'f:spec': { 'f:replicas': {} } });
    const client = new RecordingClient([live]);
    await attempt(client, [missing(wanted, live)]);
    expect(client.writes).toEqual([`patch ${id}`, `apply ${id}`]);
    expect(client.requests[0]?.options).toMatchObject({ metadataOnly: true });
    const path = '/metadata/managedFields/0/fieldsV1/f:spec/f:replicas';
    expect(client.requests[1]?.body).toContainEqual({ op: 'remove', path });
  });

  it('is only applied where there is nothing to give up', async () => {
    const live = held({ 'f:spec': {} });
    const client = new RecordingClient([live]);
    await attempt(client, [missing(wanted, live)]);
    expect(client.writes).toEqual([`apply ${id}`]);
  });
});

describe('a workload whose pods were kept when it was taken over', () => {
  const kept = { spec: { containers: [{ name: 'a', image: 'old' }] } };
  const deployment = (annotations: Record<string, string>, spec: object, managedFields: unknown[] = []): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'ns', annotations, managedFields },
    spec,
  });
  const notes = { [ADOPTED_TEMPLATE]: 'digest', [PRESERVED_TEMPLATE]: JSON.stringify(kept) };
  const helm = { manager: 'helm', operation: 'Update', fieldsV1: { 'f:spec': { 'f:paused': {} } } };
  const patchedPaths = (client: RecordingClient): unknown[] =>
    client.requests.flatMap(({ body, verb }) =>
      verb === 'patch' ? (body as { path: string }[]).map(({ path }) => path) : [],
    );

  it('is taken over from others before ours are sent in their place', async () => {
    const live = deployment(notes, { template: kept }, [helm]);
    const client = new RecordingClient([live]);
    await attempt(client, [missing(deployment({}, { template: { spec: {} }, replicas: 1 }), live)]);
    expect(client.writes).toEqual(['patch apps/v1/Deployment/ns/d', 'apply apps/v1/Deployment/ns/d']);
    expect(patchedPaths(client)).toContain('/metadata/managedFields');
  });

  it('gets them back where somebody edited them, and is left alone where nobody did', async () => {
    const wanted = deployment({ [ADOPTED_TEMPLATE]: 'digest' }, { replicas: 1 });
    for (const [image, writes] of [
      ['edited', ['/spec/template']],
      ['old', []],
    ] as const) {
      const live = deployment(notes, { template: { spec: { containers: [{ name: 'a', image }] } } });
      const client = new RecordingClient([live]);
      await attempt(client, [missing(wanted, live)]);
      expect(patchedPaths(client).filter((path) => path !== '/metadata/resourceVersion')).toEqual(writes);
      expect(client.writes.at(-1)).toBe('apply apps/v1/Deployment/ns/d');
    }
  });
});
