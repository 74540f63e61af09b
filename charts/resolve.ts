import { InvalidSpecError, type SpecProblem } from '../src/api/errors.ts';
import type { ResolvedGateway, ResolvedSpec, Workload } from '../src/api/resolved.ts';
import type { MeshInstallSpec } from '../src/api/spec/index.ts';
import { DEFAULTS } from './catalog/defaults.ts';
import { GATEWAYS, NEW_GATEWAY, type GatewaySettings } from './catalog/gateways.ts';
import { rowOf } from './catalog/minor.ts';
import { PROFILE_TABLE, type Profile } from './catalog/profiles.ts';
import { checkOptions, checkResolved } from './validation/index.ts';

/**
 * Profile, spec and defaults of the version, merged: maps key by key, lists whole, gateways by name.
 * @throws InvalidSpecError when the version is not known, does not have the profile or an option, or the result
 * contradicts itself or leaves a setting without effect.
 */
export function resolve(spec: MeshInstallSpec): ResolvedSpec {
  const defaults = rowOf(DEFAULTS, spec.version);
  const profileName = spec.profile ?? 'default';
  const profile = profileOf(spec.version, profileName);
  const named = spec.gateways?.map(({ name }) => ({ name }));
  const unset = { ...defaults, gateways: resolveGateways(spec.version, profile.gateways, named) };
  checkOptions(spec, unset);
  const { gateways: _, ...settings } = merge(merge(defaults, profile), spec) as ResolvedSpec;
  const resolved = withFallbacks({
    ...settings,
    version: spec.version,
    profile: profileName,
    gateways: resolveGateways(spec.version, profile.gateways, spec.gateways),
  });
  checkResolved(spec, resolved);
  return { ...resolved, gateways: resolved.gateways.map(withoutIdleNodePorts) };
}

/** A Service of type ClusterIP has no node ports: those of the profile go with its type. */
function withoutIdleNodePorts(gateway: ResolvedGateway): ResolvedGateway {
  if (gateway.type !== 'ClusterIP') return gateway;
  return { ...gateway, ports: gateway.ports.map(({ nodePort: _, ...port }) => port) };
}

/**
 * What a release and a profile set where nobody says otherwise, gateways by name.
 * @throws InvalidSpecError when the version is not known or does not have the profile
 */
export function baseOf(version: string, name: NonNullable<MeshInstallSpec['profile']>): Record<string, unknown> {
  const profile = profileOf(version, name);
  const gateways = resolveGateways(version, profile.gateways).map((gateway) => [gateway.name, gateway]);
  return { ...(merge(rowOf(DEFAULTS, version), profile) as object), gateways: Object.fromEntries(gateways) };
}

/** What a gateway that the release does not know starts from. */
export const newGatewayOf = (version: string, name: string): ResolvedGateway => newGateway(version, name);

/** The profiles that a release has. @throws InvalidSpecError when the version is not known. */
export function profilesOf(version: string): NonNullable<MeshInstallSpec['profile']>[] {
  return Object.keys(rowOf(PROFILE_TABLE, version)) as NonNullable<MeshInstallSpec['profile']>[];
}

function profileOf(version: string, name: NonNullable<MeshInstallSpec['profile']>): Profile {
  const profile = rowOf(PROFILE_TABLE, version)[name];
  if (profile !== undefined) return profile;
  const problem: SpecProblem = {
    field: 'spec.profile',
    value: name,
    message: `Istio ${version} does not have this profile; it has ${profilesOf(version).join(', ')}.`,
  };
  throw new InvalidSpecError([problem]);
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep merge; undefined in `over` changes nothing. Neither argument is changed. */
function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

function resolveGateways(version: string, ...layers: (MeshInstallSpec['gateways'] | undefined)[]): ResolvedGateway[] {
  const known = Object.entries<GatewaySettings>(rowOf(GATEWAYS, version));
  const byName = new Map(known.map(([name, settings]): [string, ResolvedGateway] => [name, { name, ...settings }]));
  for (const entry of layers.flatMap((layer) => layer ?? [])) {
    const start = byName.get(entry.name) ?? newGateway(version, entry.name);
    byName.set(entry.name, merge(start, entry) as ResolvedGateway);
  }
  return [...byName.values()];
}

/** A gateway under a name of the user's own: selected by its own name, as upstream's charts do. */
function newGateway(version: string, name: string): ResolvedGateway {
  return { ...rowOf(NEW_GATEWAY, version), name, labels: { app: name, istio: name.replace(/^istio-/, '') } };
}

/** What a workload does not set comes from spec.defaults, as the charts' `global.default*` did. */
function withFallbacks(spec: ResolvedSpec): ResolvedSpec {
  const { resources, nodeSelector, tolerations, affinity } = spec.defaults;
  const fill = <W extends Workload>(workload: W): W => ({
    ...workload,
    resources: isEmpty(workload.resources) ? resources : workload.resources,
    nodeSelector: isEmpty(workload.nodeSelector) ? nodeSelector : workload.nodeSelector,
    tolerations: workload.tolerations.length === 0 ? tolerations : workload.tolerations,
    affinity: isEmpty(workload.affinity) ? affinity : workload.affinity,
  });
  const components = Object.fromEntries(
    Object.entries(spec.components).map(([name, component]) => [name, fill(component)]),
  ) as unknown as ResolvedSpec['components'];
  return { ...spec, components, gateways: spec.gateways.map(fill) };
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
