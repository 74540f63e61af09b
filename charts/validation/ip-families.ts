import type { SpecProblem } from '../../src/api/errors.ts';
import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { IpFamilies } from '../kit/ip-families.ts';
import type { Mesh } from '../mesh.ts';

/** Settings of one Service, or of all, and where they are written. */
interface Place {
  readonly at: string;
  readonly settings: IpFamilies;
}

/** Components whose Service has IP families of its own; gateways have them, too. */
export const WITH_IP_FAMILIES = ['prometheus', 'grafana', 'tracing', 'ingress'] as const;

function placesIn({ defaults, gateways, components }: ResolvedSpec): Place[] {
  const own = WITH_IP_FAMILIES.filter((name) => components[name].enabled);
  return [
    { at: 'spec.defaults.service', settings: defaults.service },
    ...own.map((name) => ({ at: `spec.components.${name}.service`, settings: components[name].service })),
    ...gateways
      .filter(({ enabled }) => enabled)
      .map((settings) => ({ at: `spec.gateways (${settings.name})`, settings })),
  ];
}

const saysNothing = ({ ipFamilyPolicy, ipFamilies }: IpFamilies): boolean =>
  ipFamilyPolicy === '' && ipFamilies.length === 0;

/** How many families go with a policy. */
const FAMILIES = { SingleStack: 1, PreferDualStack: 2, RequireDualStack: 2 } as const;

/**
 * IP families that Kubernetes refuses in every cluster, or as soon as it is asked for the same Service again: it adds
 * the second family to one, and then takes that one for an attempt to give the second up. What a Service does not say
 * comes from spec.defaults.
 */
export function impossibleFamilies(spec: ResolvedSpec): SpecProblem[] {
  return placesIn(spec)
    .filter(({ settings }) => !saysNothing(settings))
    .flatMap(({ at, settings }) => problemsOf(at, withDefaults(settings, spec.defaults.service)));
}

const withDefaults = (settings: IpFamilies, defaults: IpFamilies): IpFamilies => ({
  ipFamilyPolicy: settings.ipFamilyPolicy || defaults.ipFamilyPolicy,
  ipFamilies: settings.ipFamilies.length > 0 ? settings.ipFamilies : defaults.ipFamilies,
});

function problemsOf(at: string, { ipFamilyPolicy: policy, ipFamilies: value }: IpFamilies): SpecProblem[] {
  const field = `${at}.ipFamilies`;
  if (value.length === 0) return [];
  if (new Set(value).size < value.length) {
    return [{ field, value, message: 'names a family twice; name each once.' }];
  }
  if (policy === '') {
    const message = `needs ipFamilyPolicy; write ${value.length === 1 ? 'SingleStack' : 'RequireDualStack'} there.`;
    return [{ field, value, message }];
  }
  if (FAMILIES[policy] === value.length) return [];
  const message =
    policy === 'SingleStack'
      ? 'names two families, of which SingleStack gives one; name that one, or choose another ipFamilyPolicy.'
      : `names one family, and ${policy} gives two; name both in their order, or none, or write SingleStack.`;
  return [{ field, value, message }];
}

/** Kubernetes since which Services have these fields and keep them (IPv6DualStack, kubernetes.io/docs/reference/feature-gates). */
const SINCE = 21;

/** IP families where Kubernetes would drop them. */
export function unservedFamilies({ spec, capabilities }: Mesh): SpecProblem[] {
  if (capabilities.minor >= SINCE) return [];
  return placesIn(spec)
    .filter(({ settings }) => !saysNothing(settings))
    .map(({ at, settings: { ipFamilyPolicy, ipFamilies } }) => ({
      field: at,
      value: { ipFamilyPolicy, ipFamilies },
      message: `is for Kubernetes 1.${SINCE} or later, and this is 1.${capabilities.minor}; leave IP families out.`,
    }));
}
