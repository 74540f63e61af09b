import { LEGACY_INGRESS } from '../../src/api/components.ts';
import type { SpecProblem } from '../../src/api/errors.ts';
import { amountOf } from '../../src/api/quantity.ts';
import type { ResolvedGateway, ResolvedSpec, Resources, Workload } from '../../src/api/resolved.ts';
import { livesIn } from '../catalog/lifetime.ts';
import { rowOf } from '../catalog/minor.ts';
import { PROXY } from '../catalog/proxy.ts';
import { TRACERS } from '../catalog/tracers.ts';
import { trafficPorts } from '../kit/gateway-ports.ts';

type Citadel = ResolvedSpec['components']['citadel'];

/** Settings that cannot be carried out together, where profile and defaults have a part in it. */
export function contradictionsOf(spec: ResolvedSpec): SpecProblem[] {
  const workloads: [string, Workload][] = [
    ...Object.entries(spec.components).map(([name, settings]): [string, Workload] => [
      `spec.components.${name}`,
      settings,
    ]),
    ...spec.gateways.map((settings): [string, Workload] => [`spec.gateways (${settings.name})`, settings]),
  ];
  return [
    ...workloads.filter(([, { enabled }]) => enabled).flatMap(([at, settings]) => workloadProblems(at, settings)),
    ...spec.gateways.filter(({ enabled }) => enabled).flatMap((gateway) => portProblems(spec, gateway)),
    ...tracerProblems(spec),
    ...domainProblems(spec),
    ...architectureProblems(spec),
    ...amountProblems('spec.sidecar.resources', spec.sidecar.resources),
    ...citadelProblems(spec.components.citadel),
    ...NEEDS.filter(({ asked, met }) => asked(spec) && !met(spec)).map(({ field, value, message }) => ({
      field,
      value,
      message,
    })),
  ];
}

function workloadProblems(at: string, { autoscaling, rollout, resources }: Workload): SpecProblem[] {
  const { enabled, min, max } = autoscaling;
  const { maxSurge, maxUnavailable } = rollout;
  return [
    ...(enabled && min > max
      ? [{ field: `${at}.autoscaling.min`, value: min, message: `is above max (${max}); lower it or raise max.` }]
      : []),
    ...(isNothing(maxSurge) && isNothing(maxUnavailable)
      ? [
          {
            field: `${at}.rollout.maxUnavailable`,
            value: maxUnavailable,
            message: 'leaves a rollout no way on; raise it or maxSurge.',
          },
        ]
      : []),
    ...(share(maxUnavailable) > 100
      ? [
          {
            field: `${at}.rollout.maxUnavailable`,
            value: maxUnavailable,
            message: 'is more than all; write 100% at most.',
          },
        ]
      : []),
    ...amountProblems(`${at}.resources`, resources),
  ];
}

function tracerProblems({ version, mesh }: ResolvedSpec): SpecProblem[] {
  const { tracer } = mesh.tracing;
  const { since = '1.0' } = TRACERS[tracer];
  if (livesIn(version, TRACERS[tracer])) return [];
  const message = `Istio ${version} does not have this tracer, which came with ${since}; choose zipkin, or a later release.`;
  return [{ field: 'spec.mesh.tracing.tracer', value: tracer, message }];
}

/** Citadel of 1.0 issues identities of cluster.local only: proxies that expect another one trust no pilot. */
function domainProblems({ version, mesh }: ResolvedSpec): SpecProblem[] {
  const { clusterDomain: value, controlPlaneSecurity } = mesh;
  if (value === 'cluster.local' || !controlPlaneSecurity) return [];
  if (!rowOf(PROXY, version).identityFollowsDomain) return [];
  const message = `proxies of Istio ${version} trust a pilot of this domain only, and citadel knows cluster.local only; switch controlPlaneSecurity off, or choose 1.1 or later.`;
  return [{ field: 'spec.mesh.clusterDomain', value, message }];
}

/** The apiserver refuses an affinity that names no architecture at all. */
function architectureProblems({ defaults: { architectures } }: ResolvedSpec): SpecProblem[] {
  if (Object.values(architectures).some((weight) => weight > 0)) return [];
  const message = 'leaves pods no node to run on; give one architecture at least more than 0.';
  return [{ field: 'spec.defaults.architectures', value: architectures, message }];
}

/** The ports of a list are told apart when it is read; those of both lists together only here. */
function portProblems(spec: ResolvedSpec, gateway: ResolvedGateway): SpecProblem[] {
  const ports = trafficPorts(spec, gateway);
  return ports
    .filter(({ name, port, protocol = 'TCP' }, i) =>
      ports.slice(0, i).some((p) => p.name === name || (p.port === port && (p.protocol ?? 'TCP') === protocol)),
    )
    .map(({ name, port }) => ({
      field: `spec.gateways (${gateway.name}).meshExpansionPorts`,
      value: { name, port },
      message: 'has a name or a number that another port of this gateway has, too; change one of them.',
    }));
}

/** Each citadel that signs for itself makes a root when it finds none, and renews it on its own. */
function citadelProblems({ enabled, selfSigned, replicas, autoscaling }: Citadel): SpecProblem[] {
  if (!enabled || !selfSigned) return [];
  const at = 'spec.components.citadel';
  const message =
    'citadels that sign for themselves fight over the root; run one, or give them one in a Secret cacerts (selfSigned: false).';
  if (autoscaling.enabled) return [{ field: `${at}.autoscaling.enabled`, value: true, message }];
  return replicas > 1 ? [{ field: `${at}.replicas`, value: replicas, message }] : [];
}

const isNothing = (countOrShare: number | string): boolean => Number.parseInt(String(countOrShare), 10) === 0;
const share = (countOrShare: number | string): number =>
  typeof countOrShare === 'string' ? Number.parseInt(countOrShare, 10) : 0;

/** The apiserver refuses a container that requests more than its limit. */
function amountProblems(at: string, { requests = {}, limits = {} }: Resources): SpecProblem[] {
  return (['cpu', 'memory'] as const).flatMap((what) => {
    const [request, limit] = [requests[what], limits[what]];
    if (limit === undefined || (amountOf(request) ?? 0) <= (amountOf(limit) ?? Infinity)) return [];
    const message = `is above the limit (${limit}); lower it or raise ${at}.limits.${what}.`;
    return [{ field: `${at}.requests.${what}`, value: request, message }];
  });
}

/** A setting that does nothing, or leaves pods waiting for ever, without another component. */
interface Dependency extends SpecProblem {
  readonly asked: (spec: ResolvedSpec) => boolean;
  readonly met: (spec: ResolvedSpec) => boolean;
}

const citadel = ({ components }: ResolvedSpec): boolean => components.citadel.enabled;

/** Where Kubernetes signs certificates of webhooks at all, their pods mount the one of this name, and wait for it. */
const certificateFor = (component: 'galley' | 'injector', account: string): Dependency => ({
  field: 'spec.mesh.certificates',
  message: `${component} would wait for ever for the Secret dns.${account}; list it too, or list none.`,
  value: `no dns.${account}`,
  asked: ({ mesh, components }) => mesh.certificates.length > 0 && components[component].enabled,
  met: ({ mesh }) => mesh.certificates.some(({ secretName }) => secretName === `dns.${account}`),
});

const NEEDS: readonly Dependency[] = [
  certificateFor('galley', 'istio-galley-service-account'),
  certificateFor('injector', 'istio-sidecar-injector-service-account'),
  {
    field: 'spec.components.galley.enabled',
    value: true,
    message: 'galley waits for its certificate from citadel; enable citadel, or disable galley.',
    asked: ({ components }) => components.galley.enabled,
    met: citadel,
  },
  {
    field: 'spec.components.injector.enabled',
    value: true,
    message: 'the injector waits for its certificate from citadel; enable citadel, or disable the injector.',
    asked: ({ components }) => components.injector.enabled,
    met: citadel,
  },
  {
    field: 'spec.components.ingress.enabled',
    value: true,
    message:
      'nothing would come in by it, since pilot serves no Ingress objects; set spec.mesh.kubernetesIngress.enabled, too.',
    asked: ({ components }) => components.ingress.enabled,
    met: ({ mesh }) => mesh.kubernetesIngress.enabled,
  },
  {
    field: 'spec.components.ingress.enabled',
    value: true,
    message: `a gateway has the name ${LEGACY_INGRESS}; give the gateway another one, or disable one of the two.`,
    asked: ({ components }) => components.ingress.enabled,
    met: ({ gateways }) => !gateways.some(({ enabled, name }) => enabled && name === LEGACY_INGRESS),
  },
  {
    field: 'spec.mesh.mtls.enabled',
    value: true,
    message: 'mutual TLS needs the certificates of citadel; enable citadel, or switch it off.',
    asked: ({ mesh }) => mesh.mtls.enabled,
    met: citadel,
  },
  {
    field: 'spec.mesh.controlPlaneSecurity',
    value: true,
    message: 'mutual TLS to the control plane needs the certificates of citadel; enable citadel, or switch it off.',
    asked: ({ mesh }) => mesh.controlPlaneSecurity,
    met: citadel,
  },
  {
    field: 'spec.mesh.useMCP',
    value: true,
    message: 'configuration would be read from galley, which is disabled; enable galley, or set useMCP to false.',
    asked: ({ mesh, components }) =>
      mesh.useMCP && (components.pilot.enabled || components.policy.enabled || components.telemetry.enabled),
    met: ({ components }) => components.galley.enabled,
  },
];
