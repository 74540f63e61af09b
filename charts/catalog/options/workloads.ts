import type { Convert } from './conversions.ts';
import { as, IGNORED, preferred, required } from './conversions.ts';
import { keySince, keyUntil, options, type Option, type Row } from './option.ts';

const ANTI_AFFINITY = 'affinity.podAntiAffinity';

/** What the charts let users say of every workload. */
const COMMON: readonly Row[] = [
  ['enabled', 'enabled'],
  ['replicaCount', 'replicas'],
  ['resources', 'resources'],
];

const PLACEMENT: readonly Row[] = [
  ['nodeSelector', 'nodeSelector', keySince('1.1')],
  ['tolerations', 'tolerations', keySince('1.2')],
  [
    'podAntiAffinityLabelSelector',
    `${ANTI_AFFINITY}.requiredDuringSchedulingIgnoredDuringExecution`,
    keySince('1.1'),
    required,
  ],
  [
    'podAntiAffinityTermLabelSelector',
    `${ANTI_AFFINITY}.preferredDuringSchedulingIgnoredDuringExecution`,
    keySince('1.1'),
    preferred,
  ],
  ['podAnnotations', 'podAnnotations', keySince('1.1')],
];

const ROLLOUT: readonly Row[] = [
  ['rollingMaxSurge', 'rollout.maxSurge', keySince('1.3')],
  ['rollingMaxUnavailable', 'rollout.maxUnavailable', keySince('1.3')],
];

const SCALING: readonly Row[] = [
  ['autoscaleEnabled', 'autoscaling.enabled', keySince('1.1')],
  ['autoscaleMin', 'autoscaling.min'],
  ['autoscaleMax', 'autoscaling.max'],
  ['cpu.targetAverageUtilization', 'autoscaling.cpuPercent'],
];

const everything = [...COMMON, ...PLACEMENT, ...ROLLOUT];

/** An add-on. */
export const addon = (helm: string, path: string): Option[] => options(everything, `${helm}.`, `${path}.`);

/** A component with an image of Istio's own. */
export const component = (helm: string, path: string, image: Convert): Option[] =>
  options([...everything, ['image', 'image', {}, image], ['env', 'env']], `${helm}.`, `${path}.`);

/** A component that an autoscaler may own. */
export const scaledComponent = (helm: string, path: string, image: Convert): Option[] => [
  ...component(helm, path, image),
  ...options(SCALING, `${helm}.`, `${path}.`),
];

/** In 1.0 whoever named the fewest pods had an autoscaler. */
const namedIsEnabled: Convert = (_, { version }) => (version.startsWith('1.0.') ? as(true) : undefined);

/** A gateway. */
export const gatewayWorkload = (): Option[] =>
  options(
    [
      ['autoscaleMin', 'autoscaling.enabled', keyUntil('1.0'), namedIsEnabled],
      ...everything,
      ...SCALING,
      ['env', 'env', keySince('1.1')],
    ],
    'gateways.*.',
    'gateways.*.',
  );

/** Since 1.1 telemetry has resources of its own, which come before those of both. */
const unlessOwn: Convert = (value, { version }) => (version.startsWith('1.0.') ? as(value) : IGNORED);

/** Both halves of mixer have some settings in common, and were called otherwise in 1.0. */
export function mixers(image: Convert): Option[] {
  const roles = ['policy', 'telemetry'] as const;
  const shared: readonly Row[] = [...PLACEMENT, ['env', 'env'], ['image', 'image', {}, image]];
  const oldest: readonly Row[] = [
    ['enabled', 'enabled', keyUntil('1.0')],
    ['replicaCount', 'replicas', keyUntil('1.0')],
    ['autoscaleMin', 'autoscaling.min', keyUntil('1.0')],
    ['autoscaleMax', 'autoscaling.max', keyUntil('1.0')],
  ];
  const inLine = (rows: readonly Row[], change: typeof keySince): Row[] =>
    rows.map(([key, path, , convert]): Row => [key, path, change('1.0'), convert]);
  return [
    ...options([
      ['mixer.resources', 'components.policy.resources'],
      ['mixer.resources', 'components.telemetry.resources', {}, unlessOwn],
    ]),
    ...roles.flatMap((role) => options([...shared, ...oldest], 'mixer.', `components.${role}.`)),
    ...roles.flatMap((role) =>
      options(inLine([...COMMON, ...SCALING], keyUntil), `mixer.istio-${role}.`, `components.${role}.`),
    ),
    ...roles.flatMap((role) =>
      options([...COMMON, ...SCALING, ...ROLLOUT], `mixer.${role}.`, `components.${role}.`).map((option) => ({
        ...option,
        since: option.since ?? ('1.1' as const),
        works: {},
      })),
    ),
  ];
}
