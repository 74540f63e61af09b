import type { SpecProblem } from '../../src/api/errors.ts';
import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';

type Gateway = NonNullable<MeshInstallSpec['gateways']>[number];
type Port = NonNullable<Gateway['ports']>[number];
type ServiceType = NonNullable<Gateway['type']>;

/** A setting that only some types of Service have: Kubernetes ignores or refuses it on the others. */
interface TypedSetting {
  readonly types: readonly ServiceType[];
  /** True for a value that asks for nothing, and so may be written with every type. */
  readonly isHarmless: (value: unknown) => boolean;
}

const BALANCED: readonly ServiceType[] = ['LoadBalancer'];
const WITH_NODE_PORTS: readonly ServiceType[] = ['NodePort', 'LoadBalancer'];

/** kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1 */
const SETTINGS: Readonly<Record<string, TypedSetting>> = {
  loadBalancerIP: { types: BALANCED, isHarmless: (address) => address === '' },
  loadBalancerSourceRanges: { types: BALANCED, isHarmless: (blocks) => Array.isArray(blocks) && blocks.length === 0 },
  externalTrafficPolicy: { types: WITH_NODE_PORTS, isHarmless: (policy) => policy === 'Cluster' },
  nodePort: { types: WITH_NODE_PORTS, isHarmless: () => false },
};

/**
 * What a user asks of a Service whose type, which may be that of the profile, does not have it. Only what the spec
 * itself says counts: the ports of a profile have node ports, which go when its Service becomes a ClusterIP.
 */
export function ignoredByServiceType(spec: MeshInstallSpec, resolved: ResolvedSpec): SpecProblem[] {
  return [
    ...(spec.gateways ?? []).flatMap((gateway, i) => ignoredOf(gateway, i, resolved)),
    ...(['grafana', 'ingress'] as const).flatMap((name) => ignoredOfComponent(name, spec, resolved)),
  ];
}

function ignoredOfComponent(name: 'grafana' | 'ingress', spec: MeshInstallSpec, resolved: ResolvedSpec): SpecProblem[] {
  const { enabled, service } = resolved.components[name];
  const settings = spec.components?.[name]?.service ?? {};
  const ports = 'ports' in settings ? settings.ports : [];
  const at = `spec.components.${name}.service`;
  return enabled
    ? [...ignoredIn(settings, service.type, at), ...ignoredInPorts(ports, service.type, `${at}.ports`)]
    : [];
}

function ignoredOf(gateway: Gateway, i: number, { gateways }: ResolvedSpec): SpecProblem[] {
  const resolved = gateways.find(({ name }) => name === gateway.name);
  if (resolved?.enabled !== true) return [];
  const at = `spec.gateways[${i}]`;
  return [
    ...ignoredIn(gateway, resolved.type, at),
    ...ignoredInPorts(gateway.ports, resolved.type, `${at}.ports`),
    ...ignoredInPorts(gateway.meshExpansionPorts, resolved.type, `${at}.meshExpansionPorts`),
  ];
}

const ignoredInPorts = (ports: readonly Port[] = [], type: ServiceType, at: string): SpecProblem[] =>
  ports.flatMap((port, n) => ignoredIn(port, type, `${at}[${n}]`));

function ignoredIn(settings: object, type: ServiceType, at: string): SpecProblem[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const setting = Object.hasOwn(SETTINGS, key) ? SETTINGS[key] : undefined;
    if (setting === undefined || value === undefined || setting.types.includes(type) || setting.isHarmless(value)) {
      return [];
    }
    const message = `has no effect on a Service of type ${type}; leave it out, or set type to ${setting.types.join(' or ')}.`;
    return [{ field: `${at}.${key}`, value: value as unknown, message }];
  });
}
