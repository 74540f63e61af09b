import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { commandLine } from '../../support/command-line.ts';

const inject = (input: string, ...args: string[]) =>
  commandLine(['kube-inject', '-f', '-', '--mesh-file', 'examples/demo.yaml', ...args], input);

const DOCUMENTS = `# gone
kind: Service
metadata: {name: first}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: second}
spec: {template: {spec: {containers: [{name: a}]}}}
---
kind: Pod
metadata: {name: third}
spec: {hostNetwork: true, containers: [{name: a}]}
`;

describe('meshwright kube-inject', () => {
  it('prints every document in its order, and says on standard error what it left alone', async () => {
    const { code, stdout, stderr } = await inject(DOCUMENTS);
    expect([code, stderr]).toEqual([0, 'Pod default/third is left as it is: its pods use the network of their node\n']);
    const documents = loadAll(stdout) as { metadata: { name: string } }[];
    expect(documents.map(({ metadata }) => metadata.name)).toEqual(['first', 'second', 'third']);
    expect(documents[0]).toEqual({ kind: 'Service', metadata: { name: 'first' } });
    expect(JSON.stringify(documents[1])).toContain('docker.io/istio/proxyv2:1.4.10');
  });

  it('changes nothing the second time', async () => {
    const { stdout } = await inject(DOCUMENTS);
    expect((await inject(stdout)).stdout).toBe(stdout);
  });

  it('refuses two meshes, and one input for two files', async () => {
    expect((await inject(DOCUMENTS, 'mesh')).stderr).toMatch(/^error: say which mesh: a name, or --mesh-file/);
    const { code, stderr } = await commandLine(['kube-inject', '-f', '-', '--mesh-file', '-'], DOCUMENTS);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: --mesh-file: standard input is what --file/)]);
  });
});
