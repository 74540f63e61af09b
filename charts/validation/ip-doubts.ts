import type { SpecProblem } from '../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { LISTENS_ON_IPV6 } from '../catalog/ip-families.ts';
import { rowOf } from '../catalog/minor.ts';
import { RELEASES } from '../catalog/releases.ts';
import { WITH_IP_FAMILIES } from './ip-families.ts';

type Families = NonNullable<NonNullable<MeshInstallSpec['defaults']>['service']>;

/**
 * Addresses that Kubernetes gives and nobody answers at: proxies listen on IPv6 only in pods without an IPv4 address,
 * and not in every release. Says nothing of a release that does not exist, which is refused anyway.
 */
export function ipDoubts({ version, defaults, gateways = [], components = {} }: MeshInstallSpec): SpecProblem[] {
  if (!RELEASES.includes(version)) return [];
  const message = rowOf(LISTENS_ON_IPV6, version)
    ? 'brings IPv6 addresses, at which gateways and sidecars answer only where their pods have no IPv4 address.'
    : `brings IPv6 addresses, at which no proxy of Istio ${version} answers; they listen on IPv6 since 1.2, in pods without an IPv4 address.`;
  const places: [at: string, settings: Families | undefined][] = [
    ['spec.defaults.service', defaults?.service],
    ...WITH_IP_FAMILIES.map((name): [string, Families | undefined] => [
      `spec.components.${name}.service`,
      components[name]?.service,
    ]),
    ...gateways.map((gateway, i): [string, Families] => [`spec.gateways[${i}]`, gateway]),
  ];
  return places.flatMap(([at, settings = {}]) => asksForIPv6(at, settings).map((asked) => ({ ...asked, message })));
}

function asksForIPv6(at: string, { ipFamilyPolicy = '', ipFamilies = [] }: Families): Omit<SpecProblem, 'message'>[] {
  if (ipFamilies.includes('IPv6')) return [{ field: `${at}.ipFamilies`, value: ipFamilies }];
  const isDual = ipFamilyPolicy === 'PreferDualStack' || ipFamilyPolicy === 'RequireDualStack';
  return isDual ? [{ field: `${at}.ipFamilyPolicy`, value: ipFamilyPolicy }] : [];
}
