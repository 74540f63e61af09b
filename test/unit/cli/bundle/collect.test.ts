import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { collect } from '../../../../src/cli/bundle/collect.ts';
import type { KubeClient, Selection } from '../../../../src/kube/operations.ts';

const pod = (name: string, status: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'istio-system', uid: name },
  spec: { containers: [{ name: 'main' }] },
  status,
});

/** A mesh with a pod that is ready, one whose status says why it is not, and one of which only an event does. */
const LISTED: Readonly<Record<string, Manifest[]>> = {
  Pod: [
    pod('fine', { conditions: [{ type: 'Ready', status: 'True' }] }),
    pod('galley', {
      containerStatuses: [{ name: 'main', ready: false, lastState: { terminated: { exitCode: 3, message: 'no CA' } } }],
    }),
    pod('pilot', { containerStatuses: [{ name: 'main', ready: false, state: { running: {} } }] }),
  ],
  Event: [
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'pilot.1' },
      involvedObject: { uid: 'pilot' },
      reason: 'Unhealthy',
      message: 'Readiness probe failed: 503',
    },
  ],
};

const client = {
  discovery: { serverVersion: () => Promise.resolve({ major: 1, minor: 36, gitVersion: 'v1.36.0' }) },
  get: () => Promise.resolve(undefined),
  getRaw: () => Promise.resolve(''),
  list: ({ kind }: { kind: string }, { namespace }: Selection) =>
    Promise.resolve({ items: namespace === 'istio-system' ? (LISTED[kind] ?? []) : [], resourceVersion: '' }),
} as unknown as KubeClient;

describe('the bundle', () => {
  it('says why pods are not ready, from their status and their events, and whether an operator runs', async () => {
    const install = {
      apiVersion: 'meshwright.dev/v1alpha1',
      kind: 'MeshInstall',
      metadata: { name: 'mesh' },
      spec: { version: '1.4.10' },
    } as const;
    const files = await collect({ client, installs: [install], operatorNamespace: 'meshwright-system', now: 0 });
    const textOf = (path: string) => files.find((file) => file.path === `meshwright-bundle/${path}`)?.text;
    expect(textOf('namespaces/istio-system/pods.txt')).toBe(
      'galley: container main exits with code 3: no CA\n' + 'pilot: container main: Readiness probe failed: 503\n',
    );
    expect(textOf('namespaces/meshwright-system/pods.txt')).toBe('every pod is ready\n');
    expect(textOf('operator.txt')).toMatch(/^no operator is seen: /);
  });
});
