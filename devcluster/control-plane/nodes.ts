import type { ApiClient } from './api-client.ts';

const resources = { cpu: '64', memory: '256Gi', pods: '250', 'ephemeral-storage': '1Ti' };

// A Node that looks like a machine of the given number; kwok plays its kubelet.
function node(index: number, gitVersion: string): object {
  const name = `node-${index}`;
  const platform = { arch: 'amd64', os: 'linux' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': platform.arch,
        'kubernetes.io/os': platform.os,
        'kubernetes.io/hostname': name,
        // Old charts select nodes by the names that these labels had before 1.14.
        'beta.kubernetes.io/arch': platform.arch,
        'beta.kubernetes.io/os': platform.os,
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    },
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [
        // One of the ranges that are reserved for documentation: never a real machine.
        { type: 'InternalIP', address: `198.51.100.${index + 1}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        ...emptyNodeInfo,
        architecture: platform.arch,
        operatingSystem: platform.os,
        kubeletVersion: gitVersion,
        kubeProxyVersion: gitVersion,
      },
    },
  };
}

const emptyNodeInfo = {
  bootID: '',
  machineID: '',
  systemUUID: '',
  osImage: 'simulated by kwok',
  kernelVersion: '0.0.0',
  containerRuntimeVersion: 'kwok://0.8.0',
};

/** Creates the nodes of a cluster. */
export async function createNodes(api: ApiClient, count: number, gitVersion: string): Promise<void> {
  const bodies = Array.from({ length: count }, (_, index) => node(index, gitVersion));
  await Promise.all(bodies.map((body) => api.json('/api/v1/nodes', { method: 'POST', body })));
}
