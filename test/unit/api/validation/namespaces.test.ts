import { describe, expect, it } from '@jest/globals';
import { customResourceDefinition } from '../../../../src/api/crd.ts';
import { API, type MeshInstall } from '../../../../src/api/meshinstall.ts';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import { parseSpec, parseSpecOf } from '../../../../src/api/validation/index.ts';

const version = '1.4.10';

const installOf = (namespace: string, status?: MeshInstallStatus): MeshInstall => ({
  apiVersion: API.apiVersion,
  kind: API.kind,
  metadata: { name: 'mesh' },
  spec: { version, namespace },
  ...(status !== undefined && { status }),
});

describe('a namespace that cannot be meant', () => {
  it.each([
    [
      'kube-system',
      /^spec\.namespace: "kube-system": belongs to Kubernetes, .*; choose a namespace for the mesh alone/,
    ],
    ['kube-public', /belongs to Kubernetes/],
    ['kube-node-lease', /belongs to Kubernetes/],
    ['default', /is where objects land whose namespace nobody chose/],
    ['meshwright-system', /is that of the operator/],
  ])('is refused with the reason: %s', (namespace, message) => {
    expect(() => parseSpec({ version, namespace })).toThrow(message);
  });

  it('is that where the operator is, wherever that is', () => {
    expect(() => parseSpecOf(installOf('platform'), 'platform')).toThrow(
      /^spec\.namespace: "platform": is that of the/,
    );
    expect(parseSpecOf(installOf('meshwright-system'), 'platform').namespace).toBe('meshwright-system');
    expect(() => parseSpec({ version }, { operatorNamespace: 'istio-system' })).toThrow(
      /"istio-system": is that of the/,
    );
  });

  it('stays that of a mesh which is there already', () => {
    const inventory = ['v1/ConfigMap/kube-system/istio'];
    expect(parseSpecOf(installOf('kube-system', { inventory })).namespace).toBe('kube-system');
    expect(() => parseSpecOf(installOf('kube-system', { inventory: [] }))).toThrow(/belongs to Kubernetes/);
  });

  it('is refused by the CRD before a MeshInstall has a status, and never after', () => {
    const text = JSON.stringify(customResourceDefinition());
    expect(text).toContain(
      "has(self.status) || !has(self.spec.__namespace__) || !(self.spec.__namespace__ in ['default', 'kube-node-lease', 'kube-public', 'kube-system'])",
    );
  });

  it.each(['istio-system', 'kube-systems', 'mesh-one'])('is not %s', (namespace) => {
    expect(parseSpec({ version, namespace }).namespace).toBe(namespace);
  });
});
