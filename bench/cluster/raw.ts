import type { Manifest } from '../../src/api/manifest.ts';
import { healthOf } from '../../src/core/readiness/health.ts';
import { idOf } from '../../src/core/model/object-id.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { until } from './until.ts';

const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' };

/** Objects in the two steps without which no apiserver takes them. */
export interface TwoSteps {
  readonly first: readonly Manifest[];
  readonly then: readonly Manifest[];
}

/**
 * Namespaces and CRDs, then everything else. Webhooks are left out: nobody answers them yet, and those that fail closed
 * would refuse the rest.
 */
export function inTwoSteps(objects: readonly Manifest[]): TwoSteps {
  const isFirst = ({ kind }: Manifest): boolean => ['Namespace', 'CustomResourceDefinition'].includes(kind);
  const own = objects.filter(({ kind }) => !kind.endsWith('WebhookConfiguration'));
  return { first: own.filter(isFirst), then: own.filter((object) => !isFirst(object)) };
}

/** Sends objects side by side, as fast as the client may. */
async function send(client: KubeClient, objects: readonly Manifest[]): Promise<void> {
  await Promise.all(objects.map((object) => client.apply(object, { fieldManager: 'raw', force: true })));
}

/**
 * What no installer can beat: the objects side by side, with no gate between them, until all pods are available. It
 * reads nothing, orders nothing and keeps nothing in mind.
 */
export async function installRaw(client: KubeClient, objects: readonly Manifest[]): Promise<void> {
  const { first, then } = inTwoSteps(objects);
  await send(client, first);
  await untilCurrent(client, CRD, objects);
  client.discovery.invalidate();
  await send(client, then);
  await untilCurrent(client, DEPLOYMENT, objects);
}

/** Resolves once all of the objects of a kind work as they are now. */
async function untilCurrent(client: KubeClient, kind: typeof CRD, objects: readonly Manifest[]): Promise<void> {
  const wanted = new Set(objects.filter((object) => object.kind === kind.kind).map(idOf));
  const works = (object: Manifest): boolean => wanted.has(idOf(object)) && healthOf(object).state === 'Current';
  await until(client, kind, (live) => live.filter(works).length === wanted.size);
}
