import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError, type SpecProblem } from '../../../../src/api/errors.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';

const version = '1.4.10';

function problemsOf(input: unknown): readonly SpecProblem[] {
  try {
    parseSpec(input);
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}

const ports = (...list: object[]): object => ({ version, gateways: [{ name: 'edge', ports: list }] });

const volume = (name: string, mountPath: string): object => ({ name, secretName: 'certs', mountPath });

/** What is wrong, where the message has to point, and what it has to say. */
const WRONG: readonly [why: string, input: unknown, field: string, value: unknown, remedy: RegExp][] = [
  [
    'an amount that is none',
    { version, sidecar: { resources: { limits: { cpu: 'lots' } } } },
    'spec.sidecar.resources.limits.cpu',
    'lots',
    /write an amount such as/,
  ],
  [
    'a kind of affinity that pods do not have',
    { version, components: { pilot: { affinity: { nodes: {} } } } },
    'spec.components.pilot.affinity.nodes',
    {},
    /unknown field/,
  ],
  [
    'a label that would give the control plane sidecars',
    { version, namespaceLabels: { 'istio-injection': 'enabled' } },
    'spec.namespaceLabels.istio-injection',
    'enabled',
    /the mesh itself sets/,
  ],
  [
    'an amount that is neither number nor text',
    { version, defaults: { resources: { limits: { cpu: true } } } },
    'spec.defaults.resources.limits.cpu',
    true,
    /write an amount such as/,
  ],
  [
    'an amount below nothing',
    { version, defaults: { resources: { limits: { cpu: -1 } } } },
    'spec.defaults.resources.limits.cpu',
    -1,
    /at least 0/,
  ],
  [
    'a share that is none',
    { version, components: { pilot: { rollout: { maxSurge: 'all' } } } },
    'spec.components.pilot.rollout.maxSurge',
    'all',
    /%/,
  ],
  ['a span without unit', { version, upgrade: { soak: '10' } }, 'spec.upgrade.soak', '10', /a duration such as 10m/],
  ['a namespace in capitals', { version, namespace: 'Mesh' }, 'spec.namespace', 'Mesh', /write small letters/],
  [
    'a namespace that is too long',
    { version, namespace: 'n'.repeat(64) },
    'spec.namespace',
    'n'.repeat(64),
    /at most 63 characters/,
  ],
  ['a gateway without name', { version, gateways: [{}] }, 'spec.gateways[0].name', undefined, /is required/],
  ['port zero', ports({ name: 'a', port: 0 }), 'spec.gateways[0].ports[0].port', 0, /at least 1/],
  [
    'an address for a range',
    { version, sidecar: { capture: { includeIPRanges: '10.0.0.0' } } },
    'spec.sidecar.capture.includeIPRanges',
    '10.0.0.0',
    /write CIDR blocks/,
  ],
  [
    'a pointer without slash',
    { version, overlays: [{ kind: 'A', name: 'b', patch: [{ op: 'remove', path: 'spec' }] }] },
    'spec.overlays[0].patch[0].path',
    'spec',
    /write a JSON pointer/,
  ],
  [
    'a number for an environment variable',
    { version, components: { pilot: { env: { A: 1 } } } },
    'spec.components.pilot.env.A',
    1,
    /has to be text; put it in quotes/,
  ],
  [
    'one gateway twice',
    { version, gateways: [{ name: 'edge' }, { name: 'edge' }] },
    'spec.gateways[1].name',
    'edge',
    /twice.*merge/,
  ],
  [
    'a gateway named like a component',
    { version, gateways: [{ name: 'pilot' }] },
    'spec.gateways[0].name',
    'pilot',
    /component.*another name/,
  ],
  [
    'a gateway under the name of another Deployment',
    { version, gateways: [{ name: 'istio-galley' }] },
    'spec.gateways[0].name',
    'istio-galley',
    /another name/,
  ],
  [
    'a gateway port that the apiserver refuses',
    ports({ name: 'HTTP_2', port: 80 }),
    'spec.gateways[0].ports[0].name',
    'HTTP_2',
    /write small letters/,
  ],
  [
    'two ports of one name',
    ports({ name: 'http', port: 80 }, { name: 'http', port: 81 }),
    'spec.gateways[0].ports[1].name',
    'http',
    /twice/,
  ],
  [
    'two ports of one number',
    ports({ name: 'http', port: 80 }, { name: 'web', port: 80 }),
    'spec.gateways[0].ports[1].port',
    80,
    /twice/,
  ],
  [
    'two volumes at one place',
    { version, gateways: [{ name: 'edge', secretVolumes: [volume('a', '/x'), volume('b', '/x')] }] },
    'spec.gateways[0].secretVolumes[1].mountPath',
    '/x',
    /twice/,
  ],
  [
    'two volumes of one name',
    { version, gateways: [{ name: 'edge', secretVolumes: [volume('a', '/x'), volume('a', '/y')] }] },
    'spec.gateways[0].secretVolumes[1].name',
    'a',
    /twice/,
  ],
  [
    'a volume at no absolute path',
    { version, gateways: [{ name: 'edge', secretVolumes: [volume('a', 'x')] }] },
    'spec.gateways[0].secretVolumes[0].mountPath',
    'x',
    /write an absolute path/,
  ],
  [
    'a minimum above the maximum',
    { version, components: { pilot: { autoscaling: { min: 3, max: 2 } } } },
    'spec.components.pilot.autoscaling.min',
    3,
    /above max \(2\)/,
  ],
  [
    'a gateway whose minimum is above its maximum',
    { version, gateways: [{ name: 'edge', autoscaling: { min: 9, max: 8 } }] },
    'spec.gateways[0].autoscaling.min',
    9,
    /above max \(8\)/,
  ],
  [
    'what this release cannot do',
    { version, components: { nodeagent: { replicas: 2 } } },
    'spec.components.nodeagent.replicas',
    2,
    /no effect.*leave it out/,
  ],
];

describe('parseSpec', () => {
  it.each(WRONG)('refuses %s with field, value and remedy', (_why, input, field, value, remedy) => {
    const problems = problemsOf(input);
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0]?.value).toEqual(value);
    expect(problems[0]?.message).toMatch(remedy);
    expect(problems[0]?.message).toMatch(/[.?]$/);
  });

  it('names everything that is wrong at once', () => {
    const problems = problemsOf({ version: 'x', profile: 'y', mesh: { z: 1, mtls: { auto: 0 } } });
    expect(problems.map(({ field }) => field).sort()).toEqual([
      'spec.mesh.mtls.auto',
      'spec.mesh.z',
      'spec.profile',
      'spec.version',
    ]);
  });

  it('says field, value and remedy in the message of the error', () => {
    expect(() => parseSpec({ version, profile: 'big' })).toThrow(/^spec\.profile: "big": not a possible value; choose/);
    expect(() => parseSpec({})).toThrow(/^spec\.version: is required; write 1\.4\.10/);
  });

  it('takes the same port number over TCP and UDP', () => {
    expect(problemsOf(ports({ name: 'dns', port: 53 }, { name: 'dns-udp', port: 53, protocol: 'UDP' }))).toEqual([]);
  });

  it('hands a valid spec through unchanged, without adding defaults', () => {
    const spec = {
      version,
      profile: 'demo',
      mesh: { config: { anything: { goes: [1, 'two'] } } },
      components: { pilot: { resources: { requests: { cpu: 1, memory: '1.5Gi' } }, rollout: { maxSurge: 1 } } },
      gateways: [{ name: 'istio-ingressgateway', ports: [{ name: 'http2', port: 80 }] }],
      overlays: [{ kind: 'Service', name: 'x', patch: [{ op: 'add', path: '/spec/x', value: null }] }],
    };
    expect(parseSpec(spec)).toEqual(spec);
  });
});
