import type { TestCluster } from './cluster.ts';
import { startEnvoy } from './envoy.ts';
import { injectedPod } from './injected-pod.ts';
import { startKubelet } from './kubelet.ts';
import { watchUntil } from './watch-until.ts';

/**
 * Runs a pod with an Envoy that answers, in a namespace of its own, and gives the account of the operator the right to
 * ask it, which it does not have as it is delivered. @returns what stops it
 */
export async function runReadableProxy(test: TestCluster, namespace: string): Promise<() => Promise<void>> {
  const envoy = await startEnvoy(40);
  const kubelet = await startKubelet(test, { 15000: envoy.port });
  await test.kubectl('create', 'namespace', namespace);
  await test.kubectl('create', 'clusterrole', 'forwards', '--verb=get,create', '--resource=pods/portforward');
  const who = ['--clusterrole=forwards', '--serviceaccount=meshwright-system:meshwright'];
  await test.kubectl('-n', namespace, 'create', 'rolebinding', 'forwards', ...who);
  await watchUntil(test.client, { apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' });
  const annotations = { 'traffic.sidecar.istio.io/excludeOutboundPorts': '3306' };
  const pod = injectedPod(namespace, { annotations, told: ['-o', '3306', '-x', '10.96.0.0/16'] });
  await test.client.create(pod);
  await watchUntil(test.client, { ...pod.metadata, apiVersion: 'v1', kind: 'Pod' }, ({ status }) => {
    return (status as { phase?: string } | undefined)?.phase === 'Running';
  });
  return async () => {
    envoy.stop();
    await kubelet.stop();
  };
}
