import { describe, expect, it } from '@jest/globals';
import { unmetRequirements } from '../../../../charts/validation/api-requirements.ts';
import { render } from '../../../../charts/render.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { meshOf } from '../../../support/mesh.ts';

const CERTIFICATES = ['galley', 'sidecar-injector'].map((name) => ({
  secretName: `dns.istio-${name}-service-account`,
  dnsNames: [`${name}.example`],
}));

/** What Kubernetes 1.22 and later cannot carry, where the message has to point, and what it has to say. */
const IMPOSSIBLE: readonly [
  what: string,
  spec: Partial<MeshInstallSpec>,
  field: string,
  value: unknown,
  why: RegExp,
][] = [
  [
    'Ingress objects',
    { version: '1.0.6', mesh: { kubernetesIngress: { enabled: true } } },
    'spec.mesh.kubernetesIngress.enabled',
    true,
    /use a Gateway and a VirtualService/,
  ],
  [
    'Ingress objects by the raw configuration',
    { mesh: { config: { ingressControllerMode: 'STRICT' } } },
    'spec.mesh.config.ingressControllerMode',
    'STRICT',
    /leave it out/,
  ],
  [
    'an OFF that YAML read as false',
    { version: '1.0.0', mesh: { config: { ingressControllerMode: false } } },
    'spec.mesh.config.ingressControllerMode',
    false,
    /"OFF" in quotes/,
  ],
  [
    'certificates that Kubernetes signs',
    { mesh: { certificates: CERTIFICATES } },
    'spec.mesh.certificates',
    CERTIFICATES,
    /citadel/,
  ],
  [
    'certificates by the raw configuration',
    { mesh: { config: { certificates: CERTIFICATES } } },
    'spec.mesh.config.certificates',
    CERTIFICATES,
    /citadel/,
  ],
];

describe('what a release cannot do on this Kubernetes', () => {
  it.each(IMPOSSIBLE)('refuses %s with field, value and remedy', (_what, spec, field, value, why) => {
    for (const kubernetes of ['1.22', '1.36']) {
      expect(unmetRequirements(meshOf(spec, kubernetes))).toEqual([
        { field, value, message: expect.stringMatching(why) },
      ]);
      expect(() => render(meshOf(spec, kubernetes))).toThrow(field);
    }
  });

  it.each(IMPOSSIBLE)('lets %s through where Kubernetes still serves the API', (_what, spec) => {
    for (const kubernetes of ['1.16', '1.21']) expect(unmetRequirements(meshOf(spec, kubernetes))).toEqual([]);
  });

  it('does not stop who says what holds anyway', () => {
    const config = { ingressControllerMode: 'OFF', certificates: [] };
    expect(unmetRequirements(meshOf({ mesh: { config, certificates: [] } }))).toEqual([]);
  });
});
