import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError, type SpecProblem } from '../../../../src/api/errors.ts';
import { formatProblems } from '../../../../src/api/validation/format-checks.ts';
import { parseSpec } from '../../../../src/api/validation/index.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';

const version = '1.4.10';

function problemsOf(parse: () => unknown): readonly SpecProblem[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems;
    throw error;
  }
  return [];
}

/** What Kubernetes would refuse, where the message has to point, and what it has to say. */
const REFUSED: readonly [why: string, spec: MeshInstallSpec, field: string, value: unknown, remedy: RegExp][] = [
  [
    'an address that is none',
    { version, gateways: [{ name: 'edge', externalIPs: ['192.0.2.1', 'host'] }] },
    'spec.gateways[0].externalIPs[1]',
    'host',
    /not an IP address/,
  ],
  [
    'an address for a block of them',
    { version, components: { grafana: { service: { loadBalancerSourceRanges: ['192.0.2.1'] } } } },
    'spec.components.grafana.service.loadBalancerSourceRanges[0]',
    '192.0.2.1',
    /not a CIDR block/,
  ],
  [
    'a time for what is not evicted',
    { version, defaults: { tolerations: [{ operator: 'Exists', tolerationSeconds: 5 }] } },
    'spec.defaults.tolerations[0].tolerationSeconds',
    5,
    /effect NoExecute only/,
  ],
  [
    'a toleration of no taint',
    { version, components: { pilot: { tolerations: [{ effect: 'NoSchedule' }] } } },
    'spec.components.pilot.tolerations[0].operator',
    undefined,
    /use Exists/,
  ],
  [
    'a value where any will do',
    { version, gateways: [{ name: 'edge', tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }] },
    'spec.gateways[0].tolerations[0].value',
    'b',
    /use Equal/,
  ],
];

/** Lists of what is captured, with an item that is none. */
const LISTS: readonly [key: 'excludeIPRanges' | 'excludeInboundPorts', value: string, message: RegExp][] = [
  ['excludeIPRanges', '10.0.0.0/33', /"10\.0\.0\.0\/33" is not a CIDR block/],
  ['excludeIPRanges', '10.0.0.0/8,256.0.0.0/8', /"256\.0\.0\.0\/8" is not a CIDR block/],
  ['excludeIPRanges', 'fd00::/129', /not a CIDR block/],
  ['excludeInboundPorts', '80,65536', /"65536" is not a port/],
];

describe('a list of what is captured', () => {
  it.each(LISTS)('%s of %s is refused with the item that is wrong', (key, value, message) => {
    const field = `spec.sidecar.capture.${key}`;
    const refused = formatProblems({ version, sidecar: { capture: { [key]: value } } });
    expect(refused).toEqual([{ field, value, message: expect.stringMatching(message) }]);
  });

  it.each(['*', '', '10.0.0.0/8,fd00::/8'])('of "%s" is taken', (includeIPRanges) => {
    expect(formatProblems({ version, sidecar: { capture: { includeIPRanges, includeInboundPorts: '*' } } })).toEqual(
      [],
    );
  });
});

/** Every field that takes a host and a port. */
const RECEIVERS: readonly [field: string, meshAt: (address: string) => MeshInstallSpec['mesh']][] = [
  ['accessLogService.address', (address) => ({ accessLogService: { address } })],
  ['metricsService.address', (address) => ({ metricsService: { address } })],
  ['statsd.address', (address) => ({ statsd: { address } })],
  ['tracing.zipkin.address', (address) => ({ tracing: { zipkin: { address } } })],
  ['tracing.lightstep.address', (address) => ({ tracing: { lightstep: { address } } })],
  ['tracing.datadog.address', (address) => ({ tracing: { datadog: { address } } })],
];

describe.each(RECEIVERS)('mesh.%s', (key, meshAt) => {
  const field = `spec.mesh.${key}`;
  const checked = (address: string): MeshInstallSpec => parseSpec({ version, mesh: meshAt(address) });

  it.each([
    '',
    'zipkin',
    'zipkin.tracing:9411',
    '192.0.2.1:9411',
    '$(HOST_IP):8126',
    '[2001:db8::1]',
    '[2001:db8::1]:9411',
    '[::ffff:192.0.2.1]:65535',
  ])('takes "%s"', (address) => {
    expect(checked(address).mesh).toEqual(meshAt(address));
  });

  it.each([
    ['2001:db8::1:9411', /or \[2001:db8::1\]:9411/],
    ['[zipkin]:9411', /or \[2001:db8::1\]:9411/],
    ['[1:2]:9411', /"1:2" is not an IPv6 address/],
    ['[2001:db8::1]:65536', /"65536" is not a port/],
    ['zipkin:65536', /"65536" is not a port/],
  ])('refuses "%s", and says what is meant', (value, message) => {
    expect(problemsOf(() => checked(value))).toEqual([{ field, value, message: expect.stringMatching(message) }]);
  });
});

describe('values that Kubernetes refuses', () => {
  it.each(REFUSED)('such as %s are refused with the spec', (_why, spec, field, value, message) => {
    expect(formatProblems(spec)).toEqual([{ field, value, message: expect.stringMatching(message) }]);
  });

  it('are not those that it takes', () => {
    const spec: MeshInstallSpec = {
      version,
      defaults: { tolerations: [{ operator: 'Exists' }, { key: 'a', value: 'b' }] },
      components: {
        pilot: { tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }] },
      },
      gateways: [{ name: 'edge', externalIPs: ['2001:db8::1'], loadBalancerSourceRanges: ['2001:db8::/64'] }],
    };
    expect(formatProblems(spec)).toEqual([]);
  });
});
