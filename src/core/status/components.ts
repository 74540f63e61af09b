import { firstDrift } from '../drift/drift.ts';
import { isPodOwner } from '../model/workloads.ts';
import { suppliedCaProblem } from '../readiness/authority.ts';
import { functionalProblem } from '../readiness/functional-checks.ts';
import { observedHealth, readyCount } from '../readiness/health.ts';
import type { Observation } from '../model/observation.ts';
import { settledWords } from '../model/wording.ts';
import { workloadSpec } from '../model/selector.ts';
import { componentOf } from '../model/parts.ts';
import { BRIDGE_CONTAINER, type ComponentName } from '../../api/components.ts';
import { timestamp } from '../../api/conditions.ts';
import type { Manifest } from '../../api/manifest.ts';
import type { ComponentStatus, MeshInstallStatus } from '../../api/status.ts';

/** The components of a rendered mesh that run pods, in install order, with their objects. */
export function componentsOf(manifests: readonly Manifest[]): Map<ComponentName, Manifest[]> {
  const all = Map.groupBy(manifests, componentOf);
  return new Map([...all].filter(([, objects]) => objects.some(isPodOwner)));
}

/**
 * One entry of `status.components` per component. `since` moves only when the phase does, and `version` when the
 * component does: on a hop it is that of before until its step has come.
 */
export function componentStatuses(
  manifests: readonly Manifest[],
  version: string,
  observation: Observation,
  before: readonly ComponentStatus[],
): ComponentStatus[] {
  const components = componentsOf(manifests);
  const enabled = new Set(components.keys());
  return [...components].map(([name, objects]) => {
    const live = objects.filter(isPodOwner).map((object) => observation.live(object));
    const old = before.find((component) => component.name === name);
    const { phase, message: said } = phaseOf({ name, objects, live, enabled }, observation);
    const message = settledWords(old?.message, said);
    return {
      name,
      version:
        old === undefined || old.version === version || isAsRendered(objects, observation) ? version : old.version,
      image: imageOf(live[0] ?? objects.find(isPodOwner)),
      ready: countOf(live),
      phase,
      ports: portsOf(objects, observation),
      ...(message !== '' && { message }),
      since: old?.phase === phase ? old.since : timestamp(observation.now),
    };
  });
}

/** The sentence on a mesh of which every component is ready. */
export const allReady = ({ length }: readonly ComponentStatus[]): string =>
  length === 1 ? 'the only component is ready' : `all ${length} components are ready`;

/** True when what runs is what is rendered, or nothing runs yet. */
function isAsRendered(objects: readonly Manifest[], observation: Observation): boolean {
  return objects.filter(isPodOwner).every((object) => {
    const live = observation.live(object);
    return live === undefined || firstDrift(workloadSpec(object).template, workloadSpec(live).template) === undefined;
  });
}

interface ComponentView {
  readonly name: ComponentName;
  readonly objects: readonly Manifest[];
  /** What there is of those that run pods. */
  readonly live: readonly (Manifest | undefined)[];
  readonly enabled: ReadonlySet<ComponentName>;
}

function phaseOf(
  { name, objects, live, enabled }: ComponentView,
  observation: Observation,
): Pick<ComponentStatus, 'phase'> & { message: string } {
  if (live.every((object) => object === undefined)) {
    return { phase: 'Waiting', message: suppliedCaProblem(objects, observation) ?? 'waiting for what it needs' };
  }
  const healths = live.map((object) => observedHealth(object, observation));
  const failure = healths.find(({ state }) => state === 'Failed');
  if (failure !== undefined) return { phase: 'Failed', message: failure.message };
  const unfinished = healths.find(({ state }) => state === 'InProgress');
  if (unfinished !== undefined) {
    return { phase: unfinished.isRolling ? 'Updating' : 'Progressing', message: unfinished.message };
  }
  const problem = functionalProblem(name, objects, enabled, observation);
  return problem === undefined ? { phase: 'Ready', message: '' } : { phase: 'Progressing', message: problem };
}

function countOf(live: readonly (Manifest | undefined)[]): string {
  const counts = live.map((object) => (object === undefined ? { ready: 0, wanted: 1 } : readyCount(object)));
  const sum = (pick: (count: { ready: number; wanted: number }) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  return `${sum(({ ready }) => ready)}/${sum(({ wanted }) => wanted)}`;
}

interface PodOwnerSpec {
  template?: { spec?: { containers?: { name: string; image?: string }[] } };
}

function imageOf(object: Manifest | undefined): string {
  const containers = (object?.['spec'] as PodOwnerSpec | undefined)?.template?.spec?.containers ?? [];
  return containers.find(({ name }) => name !== BRIDGE_CONTAINER)?.image ?? '';
}

interface ServiceSpec {
  ports?: { name?: string; port: number; protocol?: string }[];
}

function portsOf(objects: readonly Manifest[], observation: Observation): string[] {
  const services = objects.filter(({ kind }) => kind === 'Service');
  return services.flatMap((service) => {
    const spec = (observation.live(service) ?? service)['spec'] as ServiceSpec | undefined;
    return (spec?.ports ?? []).map(({ name, port, protocol = 'TCP' }) => {
      const suffix = protocol === 'TCP' ? '' : `/${protocol}`;
      return `${name ?? service.metadata.name}:${port}${suffix}`;
    });
  });
}

/** `status.gateways`: where each gateway can be reached; its cluster addresses where no load balancer serves it. */
export function gatewayStatuses(
  names: readonly string[],
  manifests: readonly Manifest[],
  observation: Observation,
): NonNullable<MeshInstallStatus['gateways']> {
  return names.map((name) => {
    const service = manifests.find((m) => m.kind === 'Service' && m.metadata.name === name);
    const live = service && observation.live(service);
    return { name, addresses: addressesOf(live) };
  });
}

function addressesOf(service: Manifest | undefined): string[] {
  const status = service?.['status'] as
    { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } } | undefined;
  const ingress = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  if (ingress.length > 0) return ingress;
  const spec = service?.['spec'] as { type?: string; clusterIP?: string; clusterIPs?: string[] } | undefined;
  if (spec === undefined || spec.type === 'LoadBalancer') return [];
  return spec.clusterIPs ?? (spec.clusterIP === undefined ? [] : [spec.clusterIP]);
}
