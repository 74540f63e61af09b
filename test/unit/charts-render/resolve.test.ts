import { describe, expect, it } from '@jest/globals';
import { DEFAULTS } from '../../../charts/catalog/defaults.ts';
import { resolve } from '../../../charts/resolve.ts';
import { InvalidSpecError, type SpecProblem } from '../../../src/api/errors.ts';
import { meshInstallSpec, type MeshInstallSpec } from '../../../src/api/spec/index.ts';
import type { ResolvedSpec } from '../../../src/api/resolved.ts';

const version = '1.4.10';
const resolved = (spec: Partial<MeshInstallSpec> = {}): ResolvedSpec => resolve({ version, ...spec });
const gatewayOf = (spec: ResolvedSpec, name: string) => spec.gateways.find((gateway) => gateway.name === name);

function problemsOf(spec: Partial<MeshInstallSpec>): readonly SpecProblem[] {
  try {
    resolved(spec);
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}

const PROFILES = ['default', 'demo', 'minimal', 'sds-auth', 'remote'] as const;

describe('a resolved spec', () => {
  it.each(PROFILES)('of %s resolves to itself', (profile) => {
    const once = resolved({
      profile,
      gateways: [{ name: 'edge', labels: { a: 'b' } }],
      defaults: { nodeSelector: { x: 'y' } },
    });
    expect(resolve(once)).toEqual(once);
  });

  it.each(PROFILES)('of %s is a spec that a user may write, once what is empty is left out', (profile) => {
    const written: unknown = JSON.parse(
      JSON.stringify(resolved({ profile }), (key, value: unknown) =>
        ['image', 'tag', 'namespace'].includes(key) && value === '' ? undefined : value,
      ),
    );
    expect(meshInstallSpec.safeParse(written).error).toBeUndefined();
  });

  it.each(PROFILES)('of %s holds no setting without value', (profile) => {
    const empty: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (value === undefined || value === null) empty.push(path);
      else if (typeof value === 'object')
        Object.entries(value).forEach(([key, inner]) => visit(inner, `${path}.${key}`));
    };
    visit(resolved({ profile }), '');
    expect(empty).toEqual([]);
  });

  it('says every setting that the schema has', () => {
    const blocks = ['images', 'mesh', 'sidecar', 'defaults', 'upgrade', 'deletion', 'components'] as const;
    const shape = meshInstallSpec.shape;
    for (const block of blocks) {
      expect(Object.keys(resolved()[block]).sort()).toEqual(Object.keys(shape[block].unwrap().shape).sort());
    }
    expect(Object.keys(resolved()).sort()).toEqual(Object.keys(shape).sort());
  });

  it('leaves the catalog as it was', () => {
    const before = JSON.stringify(DEFAULTS);
    const spec = resolved({ profile: 'demo', mesh: { config: { a: { b: 1 } } } });
    (spec.mesh.config as Record<string, unknown>)['a'] = 'changed';
    expect(JSON.stringify(DEFAULTS)).toBe(before);
    expect(resolved().mesh.config).toEqual({});
  });
});

describe('merging', () => {
  it('lets the user win over the profile, and the profile over the defaults', () => {
    expect(resolved().mesh.tracing.sampling).toBe(1);
    expect(resolved({ profile: 'demo' }).mesh.tracing.sampling).toBe(100);
    expect(resolved({ profile: 'demo', mesh: { tracing: { sampling: 0 } } }).mesh.tracing.sampling).toBe(0);
    expect(resolved({ profile: 'demo', mesh: { policyChecks: false } }).mesh.policyChecks).toBe(false);
    expect(resolved({ profile: 'demo', mesh: { accessLog: { file: '' } } }).mesh.accessLog.file).toBe('');
  });

  it('merges maps key by key', () => {
    const { env, resources } = resolved({
      components: { pilot: { env: { A: 'b' }, resources: { requests: { cpu: '1' } } } },
    }).components.pilot;
    expect(env).toEqual({ PILOT_PUSH_THROTTLE: '100', A: 'b' });
    expect(resources).toEqual({ requests: { cpu: '1', memory: '2048Mi' } });
  });

  it('replaces lists whole', () => {
    const ports = [{ name: 'only', port: 8080 }];
    expect(
      gatewayOf(resolved({ gateways: [{ name: 'istio-ingressgateway', ports }] }), 'istio-ingressgateway')?.ports,
    ).toEqual(ports);
    expect(
      gatewayOf(resolved({ gateways: [{ name: 'istio-ingressgateway', secretVolumes: [] }] }), 'istio-ingressgateway')
        ?.secretVolumes,
    ).toEqual([]);
  });

  it('takes settings of spec.defaults where a workload has none of its own, and only there', () => {
    const defaults = {
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' as const }],
      affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
      resources: { requests: { cpu: '33m' } },
    };
    const own = { galley: { nodeSelector: { own: 'yes' } }, pilot: { affinity: { podAffinity: {} } } };
    const spec = resolved({ defaults, components: own });
    expect(spec.components.galley).toMatchObject({ ...defaults, ...own.galley });
    expect(spec.components.pilot.affinity).toEqual({ podAffinity: {} });
    expect(spec.components.pilot.resources).toEqual({ requests: { cpu: '500m', memory: '2048Mi' } });
    expect(gatewayOf(spec, 'istio-ingressgateway')?.nodeSelector).toEqual({ disk: 'ssd' });
  });
});

describe('gateways', () => {
  const names = (spec: Partial<MeshInstallSpec>): string[] => resolved(spec).gateways.map(({ name }) => name);

  it('are merged by name, in whatever order they are written', () => {
    const gateways = [
      { name: 'istio-egressgateway', enabled: true },
      { name: 'istio-ingressgateway', replicas: 3 },
    ];
    const spec = resolved({ gateways });
    expect(spec.gateways.map(({ name }) => name)).toEqual([
      'istio-ingressgateway',
      'istio-egressgateway',
      'istio-ilbgateway',
    ]);
    expect(gatewayOf(spec, 'istio-egressgateway')).toMatchObject({ enabled: true, type: 'ClusterIP' });
    expect(gatewayOf(spec, 'istio-ingressgateway')).toMatchObject({ replicas: 3, type: 'LoadBalancer' });
  });

  it('of a new name come last, enabled, and are selected by their own name', () => {
    expect(names({ gateways: [{ name: 'istio-edge' }] })).toEqual([
      'istio-ingressgateway',
      'istio-egressgateway',
      'istio-ilbgateway',
      'istio-edge',
    ]);
    const edge = gatewayOf(resolved({ gateways: [{ name: 'istio-edge', labels: { team: 'a' } }] }), 'istio-edge');
    expect(edge).toMatchObject({ enabled: true, labels: { app: 'istio-edge', istio: 'edge', team: 'a' } });
  });

  it('of a profile take what the user says on top', () => {
    const spec = resolved({ profile: 'demo', gateways: [{ name: 'istio-egressgateway', enabled: false }] });
    expect(gatewayOf(spec, 'istio-egressgateway')).toMatchObject({
      enabled: false,
      resources: { requests: { cpu: '10m', memory: '40Mi' } },
    });
  });
});

/** Settings that contradict each other, the field that is named, and the remedy. */
const IMPOSSIBLE: readonly [string, Partial<MeshInstallSpec>, string, RegExp][] = [
  ['an unknown release', { version: '1.4.99' }, 'spec.version', /nearest are 1\.4\.10, 1\.4\.9, 1\.4\.8\.$/],
  [
    'a profile that the release lacks',
    { profile: 'demo-auth' },
    'spec.profile',
    /1\.4\.10 does not have.*default, demo, minimal, sds-auth, remote/,
  ],
  [
    'a minimum above the default maximum',
    { components: { pilot: { autoscaling: { min: 9 } } } },
    'spec.components.pilot.autoscaling.min',
    /above max \(5\)/,
  ],
  [
    'a request above the default limit',
    { sidecar: { resources: { requests: { cpu: '3' } } } },
    'spec.sidecar.resources.requests.cpu',
    /above the limit \(2000m\)/,
  ],
  [
    'a limit below the default request',
    { components: { telemetry: { resources: { limits: { memory: '1Mi' } } } } },
    'spec.components.telemetry.resources.requests.memory',
    /limit \(1Mi\)/,
  ],
  [
    'a rollout that may neither add nor remove a pod',
    { components: { galley: { rollout: { maxSurge: 0, maxUnavailable: '0%' } } } },
    'spec.components.galley.rollout.maxUnavailable',
    /raise it or maxSurge/,
  ],
  [
    'more pods missing than there are',
    { gateways: [{ name: 'edge', rollout: { maxUnavailable: '101%' } }] },
    'spec.gateways (edge).rollout.maxUnavailable',
    /100% at most/,
  ],
  [
    'configuration from a galley that is disabled',
    { components: { galley: { enabled: false } } },
    'spec.mesh.useMCP',
    /useMCP to false/,
  ],
  [
    'certificates by Kubernetes without that of a pod which waits for it',
    { mesh: { certificates: [{ secretName: 'dns.istio-galley-service-account' }] } },
    'spec.mesh.certificates',
    /dns\.istio-sidecar-injector-service-account; list it too/,
  ],
  [
    'mutual TLS without certificates',
    { profile: 'minimal', mesh: { mtls: { enabled: true } } },
    'spec.mesh.mtls.enabled',
    /enable citadel/,
  ],
  [
    'a secure control plane without certificates',
    { profile: 'minimal', mesh: { controlPlaneSecurity: true } },
    'spec.mesh.controlPlaneSecurity',
    /enable citadel/,
  ],
  [
    'an injector without certificate',
    { profile: 'minimal', components: { injector: { enabled: true } } },
    'spec.components.injector.enabled',
    /enable citadel/,
  ],
  [
    'a galley without certificate',
    { profile: 'minimal', components: { galley: { enabled: true } } },
    'spec.components.galley.enabled',
    /enable citadel/,
  ],
];

describe('what cannot be meant', () => {
  it.each(IMPOSSIBLE)('is refused with field and remedy: %s', (_what, spec, field, remedy) => {
    const problems = problemsOf(spec);
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0]?.message).toMatch(remedy);
  });

  it('is not looked for in what is disabled', () => {
    expect(problemsOf({ components: { kiali: { autoscaling: { enabled: true, min: 9 } } } })).toEqual([]);
    expect(problemsOf({ components: { galley: { enabled: false } }, mesh: { useMCP: false } })).toEqual([]);
  });

  it('is named all at once', () => {
    const problems = problemsOf({ components: { citadel: { enabled: false }, galley: { enabled: false } } });
    expect(problems.map(({ field }) => field).sort()).toEqual(['spec.components.injector.enabled', 'spec.mesh.useMCP']);
  });
});
