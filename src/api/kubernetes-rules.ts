import { z } from 'zod';
import type { SpecProblem } from './errors.ts';
import type { MeshInstallSpec } from './spec/index.ts';

/** Values that the schema takes and Kubernetes refuses, when half of the mesh is there already. */
export function refusedByKubernetes(spec: MeshInstallSpec): SpecProblem[] {
  const { components = {}, gateways = [], defaults } = spec;
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
  ];
}

interface Form {
  readonly schema: z.ZodType;
  readonly remedy: string;
}

const IP_ADDRESS: Form = { schema: z.union([z.ipv4(), z.ipv6()]), remedy: 'not an IP address, such as 192.0.2.1.' };
const CIDR_BLOCK: Form = {
  schema: z.union([z.cidrv4(), z.cidrv6()]),
  remedy: 'not a CIDR block, such as 192.0.2.0/24.',
};

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
