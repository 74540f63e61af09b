import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { uninstallPreview } from '../../../../src/cli/uninstall/preview.ts';

const mesh = (deletion: NonNullable<MeshInstallSpec['deletion']>): MeshInstall => ({
  apiVersion: 'meshwright.dev/v1alpha1',
  kind: 'MeshInstall',
  metadata: { name: 'mesh' },
  spec: { version: '1.4.10', namespace: 'edge', deletion },
  status: {
    inventory: [
      'apiextensions.k8s.io/v1/CustomResourceDefinition//gateways.networking.istio.io',
      'apps/v1/Deployment/edge/istio-galley',
      'apps/v1/Deployment/edge/istio-pilot',
      'v1/ConfigMap/edge/istio',
      'v1/Namespace//edge',
    ],
  },
});

describe('what an uninstallation announces', () => {
  it('counts what goes by kind, and names what stays', () => {
    expect(uninstallPreview(mesh({}))).toEqual({
      goes: ['1 ConfigMap', '2 Deployment'],
      stays: [
        'Namespace edge',
        '1 CustomResourceDefinitions',
        'Secret edge/istio-ca-secret, with ConfigMap istio-security',
        'Secrets istio.* of workloads, in all namespaces',
        'sidecars in running pods, until these are restarted',
      ],
      warnings: [],
    });
  });

  it('warns of what was chosen to go and cannot be brought back', () => {
    const { goes, stays, warnings } = uninstallPreview(mesh({ crds: 'Delete', certificateAuthority: 'Delete' }));
    expect(goes).toContain('1 CustomResourceDefinitions');
    expect(stays).not.toContain('Secret edge/istio-ca-secret, with ConfigMap istio-security');
    expect(warnings).toEqual([
      expect.stringMatching(/^1 CustomResourceDefinitions: every object/),
      expect.stringMatching(/^Secret edge\/istio-ca-secret, with ConfigMap istio-security: /),
    ]);
  });
});
