import type { Manifest } from '../../../api/manifest.ts';
import { firstDrift } from '../../drift/drift.ts';
import { describeObject } from '../../model/object-id.ts';
import { listed, type Finding } from './finding.ts';
import type { ClusterInput } from './input.ts';

/** What a Service says of its addresses. */
export interface ServiceAddresses {
  readonly clusterIP?: string;
  readonly ipFamilyPolicy?: string;
  readonly ipFamilies?: readonly string[];
  readonly selector?: object;
}

const addressesOf = (service: Manifest | undefined): ServiceAddresses =>
  (service?.['spec'] as ServiceAddresses | undefined) ?? {};

/** True for a Service that says something of its addresses; the others take what they are given, and keep it. */
export const namesAddresses = (manifest: Manifest): boolean =>
  manifest.kind === 'Service' &&
  ['clusterIP', 'ipFamilyPolicy', 'ipFamilies'].some((key) => key in addressesOf(manifest));

const check = 'service-addresses';
const ANEW = 'delete these Services: they are created again, with other addresses';

/**
 * Addresses that Services ask for and cannot have: an apply would be refused when half of the mesh is changed. Of a
 * Service with an address the first family is immutable, and having one; without one it may change its families
 * (kubernetes.io/docs/reference, "Service").
 */
export function serviceAddresses({
  manifests,
  live,
  refusedAddresses = [],
}: Pick<ClusterInput, 'manifests' | 'live' | 'refusedAddresses'>): Finding[] {
  const services = manifests.filter(namesAddresses);
  const stuckIf = (isStuck: (wanted: ServiceAddresses, has: ServiceAddresses) => boolean): string[] =>
    services.filter((service) => isStuck(addressesOf(service), addressesOf(live(service)))).map(describeObject);
  return [
    ...blocked(
      stuckIf(
        ({ ipFamilies: [want] = [] }, { ipFamilies: [has] = [], clusterIP }) =>
          clusterIP !== 'None' && isOther(want, has),
      ),
      'the first IP family of a Service never changes, and these have another one',
      `name the family that they have first in ipFamilies, or ${ANEW}`,
    ),
    ...blocked(
      stuckIf(({ clusterIP: want }, { clusterIP: has }) => want === 'None' && isOther(want, has)),
      'a Service keeps its cluster address, and these are to have none',
      ANEW,
    ),
    ...blocked(
      refusedAddresses,
      'the cluster does not give the addresses that are asked for',
      'ask for what it has: PreferDualStack takes two families only where there are two',
    ),
  ];
}

const isOther = (want: string | undefined, has: string | undefined): boolean =>
  want !== undefined && has !== undefined && want !== has;

const blocked = (what: readonly string[], says: string, remedy: string): Finding[] =>
  what.length === 0 ? [] : [{ check, severity: 'block', message: `${says}: ${listed(what)}`, remedy }];

/**
 * Each way in which Services that are not yet as wanted ask for IP families, once. Who has neither an address nor a
 * selector may ask for any.
 */
export function askedFamilies({ manifests, live }: Pick<ClusterInput, 'manifests' | 'live'>): ServiceAddresses[] {
  const asked = manifests.filter(namesAddresses).flatMap((service): ServiceAddresses[] => {
    const { clusterIP, ipFamilyPolicy, ipFamilies, selector } = addressesOf(service);
    const families = {
      ...(ipFamilyPolicy !== undefined && { ipFamilyPolicy }),
      ...(ipFamilies !== undefined && { ipFamilies }),
    };
    const isFree = clusterIP === 'None' && selector === undefined;
    return isFree || firstDrift(families, addressesOf(live(service))) === undefined ? [] : [families];
  });
  return [...new Map(asked.map((families) => [JSON.stringify(families), families])).values()];
}
