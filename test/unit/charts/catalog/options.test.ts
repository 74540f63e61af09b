import { describe, expect, it } from '@jest/globals';
import { resolve } from '../../../../charts/resolve.ts';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

function problemsOf(spec: MeshInstallSpec): readonly { field: string; message: string }[] {
  try {
    resolve(spec);
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}

describe('an option that a release does not have', () => {
  it('is refused with the lines that have it', () => {
    expect(problemsOf({ version: '1.3.8', mesh: { mtls: { auto: true } } })).toEqual([
      {
        field: 'spec.mesh.mtls.auto',
        value: true,
        message: 'Istio 1.3.8 does not have this option; Istio 1.4 has it.',
      },
    ]);
    const [problem] = problemsOf({ version: '1.0.6', sidecar: { sds: { enabled: true } } });
    expect(problem?.message).toContain('Istio 1.1, 1.2, 1.3, 1.4 have it');
  });

  it('is refused all at once with the others, and in lists too', () => {
    const problems = problemsOf({
      version: '1.0.9',
      mesh: { outboundTrafficPolicy: 'ALLOW_ANY', networks: { one: {} } },
      gateways: [{ name: 'istio-egressgateway' }, { name: 'istio-ingressgateway', sds: { enabled: true } }],
    });
    expect(problems.map(({ field }) => field)).toEqual([
      'spec.mesh.outboundTrafficPolicy',
      'spec.mesh.networks',
      'spec.gateways[1].sds.enabled',
    ]);
  });

  it('is refused when it is gone, too', () => {
    const components = { servicegraph: { enabled: true } };
    expect(problemsOf({ version: '1.1.0', components })).toEqual([]);
    expect(problemsOf({ version: '1.2.0', components })[0]?.message).toContain('Istio 1.0, 1.1 have it');
  });

  it('may be written as it is anyway', () => {
    const harmless: MeshInstallSpec = {
      version: '1.0.0',
      mesh: {
        mtls: { enabled: true, auto: false },
        useMCP: false,
        outboundTrafficPolicy: 'REGISTRY_ONLY',
        networks: {},
      },
      sidecar: { sds: { enabled: false }, neverInjectSelector: [] },
      components: { telemetry: { loadShedding: { mode: 'enforce' } } },
      gateways: [{ name: 'istio-ingressgateway', sds: { enabled: false } }],
    };
    expect(problemsOf(harmless)).toEqual([]);
  });
});
