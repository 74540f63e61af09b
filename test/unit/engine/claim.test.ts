import { describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../src/api/components.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { PRESERVED_TEMPLATE } from '../../../src/core/ownership/adoption.ts';
import { OWNER_ANNOTATION } from '../../../src/core/ownership/ownership.ts';
import { claim, restorePreserved, takeOver } from '../../../src/engine/claim.ts';
import { RecordingClient } from '../../support/recording-client.ts';

const owner = { mesh: 'mesh', uid: 'uid-1' };
const ID = 'v1/ConfigMap/ns/a';
const wanted: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'ns', labels: { [LABELS.mesh]: 'mesh' } },
  data: { mine: '1' },
};
const helm = { manager: 'helm', operation: 'Update', fieldsV1: { 'f:data': { 'f:mine': {}, 'f:old': {} } } };
const live = (managedFields: unknown[] = [helm]): Manifest => ({
  ...wanted,
  metadata: { name: 'a', namespace: 'ns', resourceVersion: '7', managedFields },
  data: { mine: '0', old: '0' },
});
const contextOf = (client: RecordingClient) => ({ client: client.kube, signal: new AbortController().signal });
const unchanged = { op: 'test', path: '/metadata/resourceVersion', value: '7' };

/** Every request can be cut short, and writes of an adoption have a name of their own. */
function expectWellSent(client: RecordingClient): void {
  for (const { verb, options } of client.requests) {
    expect((options as { signal?: unknown }).signal).toBeInstanceOf(AbortSignal);
    if (verb !== 'get') expect(options).toMatchObject({ fieldManager: 'meshwright-adopt' });
  }
}

describe('claiming an object that somebody else made', () => {
  it('is one patch of exactly what was read, which marks it as ours and leaves its data', async () => {
    const client = new RecordingClient([live()]);
    expect(await claim(contextOf(client), wanted, owner)).toEqual(live());
    expect(client.writes).toEqual([`patch ${ID}`]);
    const [first, ...rest] = client.requests.at(-1)?.body as { path: string; value: unknown }[];
    expect(first).toEqual(unchanged);
    expect(rest.map(({ path }) => path)).toEqual([
      '/metadata/labels',
      '/metadata/annotations',
      '/metadata/managedFields',
    ]);
    expect(rest[1]?.value).toEqual({ [OWNER_ANNOTATION]: 'uid-1' });
    expectWellSent(client);
  });

  it('does nothing to what is gone', async () => {
    const client = new RecordingClient();
    expect(await claim(contextOf(client), wanted, owner)).toBeUndefined();
    expect(client.writes).toEqual([]);
  });

  it('first lets the apiserver account for who set what, by an apply of as little as possible', async () => {
    const client = new RecordingClient([live([])]);
    await claim(contextOf(client), wanted, owner);
    expect(client.writes).toEqual([`apply ${ID}`, `patch ${ID}`]);
    expect(client.requests[1]?.options).toMatchObject({ force: true });
    expect(client.requests[1]?.body).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'ns', annotations: { [OWNER_ANNOTATION]: 'uid-1' } },
    });
    expectWellSent(client);
  });

  it('sends no namespace with what has none, and the rules with a role', async () => {
    const role: Manifest = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r' },
      rules: [{ verbs: ['get'] }],
    };
    const client = new RecordingClient([role]);
    await claim(contextOf(client), role, owner);
    expect(client.requests[1]?.body).toEqual({
      ...role,
      metadata: { name: 'r', annotations: { [OWNER_ANNOTATION]: 'uid-1' } },
    });
    expect(Object.keys((client.requests[1]?.body as Manifest).metadata)).not.toContain('namespace');
  });
});

describe('taking over what others hold of an object', () => {
  it('gives us their fields, if the object is still as it was read', async () => {
    const client = new RecordingClient([live()]);
    await takeOver(contextOf(client), wanted);
    expect(client.writes).toEqual([`patch ${ID}`]);
    expect(client.requests.at(-1)?.body).toEqual([
      unchanged,
      {
        op: 'replace',
        path: '/metadata/managedFields',
        value: [expect.objectContaining({ manager: 'meshwright', operation: 'Apply', fieldsV1: helm.fieldsV1 })],
      },
    ]);
    expectWellSent(client);
  });

  it('sends nothing where nothing is held by others, or nothing is there', async () => {
    for (const objects of [[live([])], []]) {
      const client = new RecordingClient(objects);
      await takeOver(contextOf(client), wanted);
      expect(client.writes).toEqual([]);
    }
  });
});

describe('a pod template that was kept', () => {
  const kept = { spec: { containers: [{ name: 'a', image: 'old' }] } };
  const deployment = (spec: object): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'd',
      namespace: 'ns',
      resourceVersion: '7',
      annotations: { [PRESERVED_TEMPLATE]: JSON.stringify(kept) },
    },
    spec,
  });

  it('is restored where somebody edited it, if it is still as it was read', async () => {
    const edited = { spec: { containers: [{ name: 'a', image: 'edited' }] } };
    const client = new RecordingClient([deployment({ template: edited })]);
    await restorePreserved(contextOf(client), deployment({}));
    expect(client.requests.at(-1)?.body).toEqual([unchanged, { op: 'replace', path: '/spec/template', value: kept }]);
    expectWellSent(client);
  });

  it('is left alone where it is as it was', async () => {
    const client = new RecordingClient([deployment({ template: kept })]);
    await restorePreserved(contextOf(client), deployment({}));
    expect(client.writes).toEqual([]);
  });
});
