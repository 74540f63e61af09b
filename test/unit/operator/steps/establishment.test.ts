import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { Establishment } from '../../../../src/operator/steps/establishment.ts';
import { meshInstall, PassCluster } from '../../../support/pass-cluster.ts';

const PATIENCE_MS = 10_000;

let cluster: PassCluster;
let establishment: Establishment;

beforeEach(() => {
  cluster = new PassCluster([meshInstall()]);
  establishment = new Establishment(cluster.clock);
});

const crdOf = (name: string, conditions: Record<string, string>): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
  status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
});

const accepted = crdOf('gateways', { NamesAccepted: 'True', Established: 'False' });

const request = (): Promise<void> => establishment.request(cluster.pass(), [...cluster.objects.values()]);

describe('a CRD that was accepted and is not served', () => {
  beforeEach(async () => {
    cluster.put(accepted);
    await request();
  });

  it('is waited for at first', () => {
    expect(cluster.writes).toEqual([]);
    expect(establishment.nextLookMs('mesh')).toBe(PATIENCE_MS);
  });

  it('is changed and changed back when that takes too long, and somebody is told', async () => {
    await cluster.clock.advance(PATIENCE_MS);
    await request();
    expect(cluster.writes).toEqual(Array(2).fill('patch CustomResourceDefinition gateways'));
    expect(cluster.pass().cache.live(accepted)?.metadata.annotations ?? {}).toEqual({});
    expect(cluster.events).toEqual([expect.objectContaining({ type: 'Warning', reason: 'CRDNotEstablished' })]);
  });

  it('is not asked for in every pass', async () => {
    await cluster.clock.advance(PATIENCE_MS);
    await request();
    await request();
    expect(cluster.writes).toHaveLength(2);
    await cluster.clock.advance(PATIENCE_MS);
    await request();
    expect(cluster.writes).toHaveLength(4);
  });

  it('has its whole time when it is another one of that name', async () => {
    await cluster.clock.advance(PATIENCE_MS);
    cluster.put({ ...accepted, metadata: { ...accepted.metadata, uid: 'another' } });
    await request();
    expect(cluster.writes).toEqual([]);
  });

  it('may be gone by then', async () => {
    await cluster.clock.advance(PATIENCE_MS);
    cluster.answers.set('patch CustomResourceDefinition gateways', [() => cluster.objects.clear()]);
    await expect(establishment.request(cluster.pass(), [accepted])).resolves.toBeUndefined();
    expect(cluster.events).toEqual([]);
  });
});

it.each([
  ['is served', crdOf('gateways', { NamesAccepted: 'True', Established: 'True' })],
  ['has a name that is taken', crdOf('gateways', { NamesAccepted: 'False', Established: 'False' })],
  ['was just created', { ...crdOf('gateways', {}), status: { conditions: null } }],
  ['is being deleted', { ...accepted, metadata: { ...accepted.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }],
])('a CRD that %s is left alone', async (_, crd) => {
  cluster.put(crd);
  await request();
  await cluster.clock.advance(PATIENCE_MS);
  await request();
  expect(cluster.writes).toEqual([]);
  expect(establishment.nextLookMs('mesh')).toBe(Infinity);
});
