import { z } from 'zod';
import { COMPONENTS } from '../components.ts';
import type { SpecProblem } from '../errors.ts';
import type { MeshInstallSpec } from '../spec/index.ts';

type Gateway = NonNullable<MeshInstallSpec['gateways']>[number];

/** What no single field shows: values that cannot all be meant. */
export function contradictions(spec: MeshInstallSpec): SpecProblem[] {
  const { gateways = [] } = spec;
  return [
    ...twice(gateways, ({ name }) => name, 'spec.gateways', 'name'),
    ...gateways.flatMap((gateway, i) => [
      ...takenName(gateway, `spec.gateways[${i}].name`),
      ...ambiguousPorts(gateway, `spec.gateways[${i}].ports`),
      ...ambiguousVolumes(gateway, `spec.gateways[${i}].secretVolumes`),
    ]),
    ...ambiguousPorts(spec.components?.ingress?.service ?? {}, 'spec.components.ingress.service.ports'),
    ...inverseAutoscaling(spec),
    ...labelsOfOurs(spec),
    ...namedEndpoints(spec),
  ];
}

/** Names of Deployments, Services and (before `-service-account`) accounts that components have already. */
const TAKEN: readonly string[] = [
  ...COMPONENTS,
  ...['citadel', 'galley', 'mixer', 'pilot', 'policy', 'sidecar-injector', 'telemetry', 'tracing', 'zipkin'].map(
    (name) => `istio-${name}`,
  ),
  ...['jaeger-agent', 'jaeger-collector', 'jaeger-query', 'zipkin'],
];

function takenName({ name }: Gateway, field: string): SpecProblem[] {
  if (!TAKEN.includes(name)) return [];
  return [{ field, value: name, message: 'is the name of a component or of a part of one; choose another name.' }];
}

/** The apiserver refuses a Service two of whose ports share a name, or a number over the same protocol. */
function ambiguousPorts({ ports = [] }: Pick<Gateway, 'ports'>, field: string): SpecProblem[] {
  return [
    ...twice(ports, ({ name }) => name, field, 'name'),
    ...twice(ports, ({ port, protocol = 'TCP' }) => `${port}/${protocol}`, field, 'port'),
  ];
}

/** Nor does it take a pod with two volumes of one name, or two at one place. */
function ambiguousVolumes({ secretVolumes = [] }: Gateway, field: string): SpecProblem[] {
  return [
    ...twice(secretVolumes, ({ name }) => name, field, 'name'),
    ...twice(secretVolumes, ({ mountPath }) => mountPath, field, 'mountPath'),
  ];
}

/** Items of a list that repeat an earlier one in what identifies them. */
function twice<K extends string, T extends Record<K, unknown>>(
  items: readonly T[],
  identity: (item: T) => string,
  field: string,
  key: K,
): SpecProblem[] {
  const identities = items.map(identity);
  return items.flatMap((item, i) =>
    identities.indexOf(identity(item)) === i
      ? []
      : [{ field: `${field}[${i}].${key}`, value: item[key], message: 'appears twice; merge the two entries.' }],
  );
}

function inverseAutoscaling({ components = {}, gateways = [] }: MeshInstallSpec): SpecProblem[] {
  const workloads = [
    ...Object.entries(components).map(([name, settings]) => ({ at: `spec.components.${name}`, settings })),
    ...gateways.map((settings, i) => ({ at: `spec.gateways[${i}]`, settings })),
  ];
  return workloads.flatMap(({ at, settings }) => {
    const { min, max } = settings?.autoscaling ?? {};
    if (min === undefined || max === undefined || min <= max) return [];
    return [{ field: `${at}.autoscaling.min`, value: min, message: `is above max (${max}); lower it or raise max.` }];
  });
}

/** The control plane with sidecars would wait for itself; and labels of ours tell the operator what is its own. */
function labelsOfOurs({ namespaceLabels = {} }: MeshInstallSpec): SpecProblem[] {
  return Object.entries(namespaceLabels)
    .filter(
      ([key]) => key === 'istio-injection' || /(^|\.)meshwright\.dev\/|^app\.kubernetes\.io\/managed-by$/.test(key),
    )
    .map(([key, value]) => ({
      field: `spec.namespaceLabels.${key}`,
      value,
      message: 'is a label that the mesh itself sets; leave it out.',
    }));
}

const IP_ADDRESS = z.union([z.ipv4(), z.ipv6()]);

/** Endpoints hold IP addresses only; the apiserver would refuse a name much later. */
function namedEndpoints({ mesh: { remote = {} } = {} }: MeshInstallSpec): SpecProblem[] {
  if (remote.createServiceEndpoints !== true) return [];
  return (['pilotAddress', 'policyAddress', 'telemetryAddress'] as const).flatMap((key) => {
    const address = remote[key] ?? '';
    if (address === '' || IP_ADDRESS.safeParse(address).success) return [];
    const message = 'not an IP address, which createServiceEndpoints needs; write one, or leave that out.';
    return [{ field: `spec.mesh.remote.${key}`, value: address, message }];
  });
}
