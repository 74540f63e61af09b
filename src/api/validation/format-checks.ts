import { z } from 'zod';
import type { SpecProblem } from '../errors.ts';
import type { MeshInstallSpec } from '../spec/index.ts';
import { hostPortOf } from '../spec/scalars.ts';

interface Form {
  readonly schema: z.ZodType;
  readonly remedy: string;
}

const IP_ADDRESS: Form = { schema: z.union([z.ipv4(), z.ipv6()]), remedy: 'not an IP address, such as 192.0.2.1.' };
const CIDR_BLOCK: Form = {
  schema: z.union([z.cidrv4(), z.cidrv6()]),
  remedy: 'not a CIDR block, such as 192.0.2.0/24.',
};
const IPV6_ADDRESS: Form = { schema: z.ipv6(), remedy: 'not an IPv6 address, such as 2001:db8::1.' };
const PORT: Form = { schema: z.coerce.number().max(65535), remedy: 'not a port, which ends at 65535.' };

/**
 * Values that the schema takes, and that are refused when half of the mesh is there already: by Kubernetes, by the rules
 * of every injected pod, or by pilot.
 */
export function formatProblems(spec: MeshInstallSpec): SpecProblem[] {
  const { components = {}, gateways = [], defaults, sidecar, mesh = {} } = spec;
  const grafana = components.grafana?.service;
  const workloads = [
    { at: 'spec.defaults', settings: defaults },
    ...Object.entries(components).map(([name, settings]) => ({ at: `spec.components.${name}`, settings })),
    ...gateways.map((settings, i) => ({ at: `spec.gateways[${i}]`, settings })),
  ];
  return [
    ...workloads.flatMap(({ at, settings }) => tolerationProblems(`${at}.tolerations`, settings?.tolerations)),
    ...gateways.flatMap(({ externalIPs, loadBalancerSourceRanges }, i) => [
      ...malformed(`spec.gateways[${i}].externalIPs`, externalIPs, IP_ADDRESS),
      ...malformed(`spec.gateways[${i}].loadBalancerSourceRanges`, loadBalancerSourceRanges, CIDR_BLOCK),
    ]),
    ...malformed(
      'spec.components.grafana.service.loadBalancerSourceRanges',
      grafana?.loadBalancerSourceRanges,
      CIDR_BLOCK,
    ),
    ...captureProblems(sidecar?.capture ?? {}),
    ...receiverProblems(mesh),
  ];
}

type Capture = NonNullable<NonNullable<MeshInstallSpec['sidecar']>['capture']>;

/** Lists in one text, as istio-iptables takes them, with the form of their items. */
const CAPTURE_LISTS: readonly (readonly [keyof Capture, Form])[] = [
  ['includeIPRanges', CIDR_BLOCK],
  ['excludeIPRanges', CIDR_BLOCK],
  ['includeInboundPorts', PORT],
  ['excludeInboundPorts', PORT],
  ['excludeOutboundPorts', PORT],
];

function captureProblems(capture: Capture): SpecProblem[] {
  return CAPTURE_LISTS.flatMap(([key, { schema, remedy }]) => {
    const value = capture[key] ?? '';
    const wrong = (value === '*' ? [] : value.split(',')).filter(
      (item) => item !== '' && !schema.safeParse(item).success,
    );
    return wrong.map((item) => ({ field: `spec.sidecar.capture.${key}`, value, message: `"${item}" is ${remedy}` }));
  });
}

type MeshSettings = NonNullable<MeshInstallSpec['mesh']>;

/** What proxies send to, each as a host and a port. */
const RECEIVERS: Readonly<Record<string, (mesh: MeshSettings) => string | undefined>> = {
  'accessLogService.address': ({ accessLogService }) => accessLogService?.address,
  'metricsService.address': ({ metricsService }) => metricsService?.address,
  'statsd.address': ({ statsd }) => statsd?.address,
  'tracing.zipkin.address': ({ tracing }) => tracing?.zipkin?.address,
  'tracing.lightstep.address': ({ tracing }) => tracing?.lightstep?.address,
  'tracing.datadog.address': ({ tracing }) => tracing?.datadog?.address,
};

function receiverProblems(mesh: MeshSettings): SpecProblem[] {
  return Object.entries(RECEIVERS).flatMap(([key, addressOf]) => {
    const value = addressOf(mesh) ?? '';
    const { ipv6, port } = hostPortOf(value);
    const parts: readonly (readonly [part: string | undefined, form: Form])[] = [
      [ipv6, IPV6_ADDRESS],
      [port, PORT],
    ];
    return parts.flatMap(([part, { schema, remedy }]) =>
      part === undefined || schema.safeParse(part).success
        ? []
        : [{ field: `spec.mesh.${key}`, value, message: `"${part}" is ${remedy}` }],
    );
  });
}

function malformed(field: string, values: readonly string[] = [], { schema, remedy }: Form): SpecProblem[] {
  return values.flatMap((value, i) =>
    schema.safeParse(value).success ? [] : [{ field: `${field}[${i}]`, value, message: remedy }],
  );
}

type Toleration = NonNullable<NonNullable<MeshInstallSpec['defaults']>['tolerations']>[number];

/** kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration */
const TOLERATION_RULES: readonly {
  readonly key: keyof Toleration;
  readonly isBroken: (toleration: Toleration) => boolean;
  readonly message: string;
}[] = [
  {
    key: 'value',
    isBroken: ({ operator, value = '' }) => operator === 'Exists' && value !== '',
    message: 'means nothing with operator Exists; leave it out, or use Equal.',
  },
  {
    key: 'operator',
    isBroken: ({ key = '', operator = 'Equal' }) => key === '' && operator !== 'Exists',
    message: 'needs a key; name one, or use Exists to tolerate everything.',
  },
  {
    key: 'tolerationSeconds',
    isBroken: ({ effect, tolerationSeconds }) => tolerationSeconds !== undefined && effect !== 'NoExecute',
    message: 'is for effect NoExecute only; set that, or leave this out.',
  },
];

function tolerationProblems(field: string, tolerations: readonly Toleration[] = []): SpecProblem[] {
  return tolerations.flatMap((toleration, i) =>
    TOLERATION_RULES.filter(({ isBroken }) => isBroken(toleration)).map(({ key, message }) => ({
      field: `${field}[${i}].${key}`,
      value: toleration[key],
      message,
    })),
  );
}
