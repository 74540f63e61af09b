import type { Manifest } from '../../api/manifest.ts';
import { podsOf } from '../assess/pod-template.ts';
import { kindOf } from '../kinds.ts';
import { list, record, text, textMap } from '../reading.ts';
import { gatewayPorts } from './gateway-ports.ts';

/** A Service with the pods that it selects: policies were for Services, and are for pods now. */
export interface ServiceFacts {
  readonly namespace: string;
  readonly name: string;
  /** In full, as RBAC names it. */
  readonly host: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
}

/** A port of a Service. */
interface ServicePort {
  readonly name: string | undefined;
  readonly number: number;
  /** Only there are tokens looked at: what neither a name nor a Gateway says was TCP for its server (1.4). */
  readonly isHttp: boolean;
  /** The port of the pods; undefined where it has a name that no pod that was read has. */
  readonly target: number | undefined;
}

/** Services of one namespace that select the same pods. */
export interface Workloads {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly services: readonly [ServiceFacts, ...ServiceFacts[]];
  /** Other Services that may select some of these pods, too: one policy cannot tell them apart. */
  readonly shared: readonly string[];
}

/** The Services of objects that select pods. */
export function servicesIn(objects: readonly Manifest[], clusterDomain: string): ServiceFacts[] {
  const portsOf = containerPorts(objects);
  const servesHttp = gatewayPorts(objects);
  return objects
    .filter((object) => kindOf(object) === 'Service')
    .flatMap((service) => {
      const { selector, ports, type } = record(service['spec']);
      const labels = textMap(selector);
      if (Object.keys(labels).length === 0 || type === 'ExternalName') return [];
      const namespace = namespaceOf(service);
      const named = (wanted: string): number | undefined => {
        const found = new Set(portsOf(labels, namespace, wanted));
        return found.size === 1 ? [...found][0] : undefined;
      };
      const { name } = service.metadata;
      const host = `${name}.${namespace}.svc.${clusterDomain}`;
      const ofMesh = list(ports)
        .filter(isOfMesh)
        .map((port) => portOf(port, named))
        .map((port) => (servesHttp(labels, port.target ?? port.number, port.name ?? '') ? asHttp(port) : port));
      return [{ namespace, name, host, selector: labels, ports: ofMesh }];
    });
}

const asHttp = (port: ServicePort): ServicePort => ({ ...port, isHttp: true });

/** Proxies take TCP only. */
const isOfMesh = (port: unknown): boolean => (record(port)['protocol'] ?? 'TCP') === 'TCP';

/** The namespace of an object of a file, which may leave it out. */
export const namespaceOf = ({ metadata }: Manifest): string => metadata.namespace ?? 'default';

/** How names of ports begin whose protocol is HTTP. */
const HTTP = /^(http|http2|grpc|grpc-web)(-|$)/;

function portOf(value: unknown, named: (name: string) => number | undefined): ServicePort {
  const { name, port, targetPort = port } = record(value);
  const number = typeof port === 'number' ? port : 0;
  const target = /^\d+$/.test(String(targetPort)) ? Number(targetPort) : named(String(targetPort));
  return { name: text(name), number, target, isHttp: HTTP.test(text(name) ?? '') };
}

type PortsByName = (labels: Readonly<Record<string, string>>, namespace: string, name: string) => number[];

function containerPorts(objects: readonly Manifest[]): PortsByName {
  const all = objects.flatMap((object) =>
    podsOf(object).flatMap(({ labels, ports }) =>
      ports.map((port) => ({ ...port, labels, namespace: namespaceOf(object) })),
    ),
  );
  return (labels, namespace, name) =>
    all
      .filter((port) => port.namespace === namespace && port.name === name && includes(port.labels, labels))
      .map(({ number }) => number);
}

/** True when labels are those of a selector, and maybe more. */
export const includes = (
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

/** True when a pod may have the labels of both selectors. */
export const mayMeet = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.entries(a).every(([key, value]) => b[key] === undefined || b[key] === value);

/** Services by the pods that they select, by namespace and name. */
export function workloadsOf(services: readonly ServiceFacts[]): Workloads[] {
  const sorted = [...services].sort((a, b) => (a.host < b.host ? -1 : 1));
  const groups = Map.groupBy(sorted, ({ namespace, selector }) => `${namespace} ${selectorKey(selector)}`);
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { namespace, selector } = first;
    const shared = sorted.filter(
      (other) =>
        other.namespace === namespace &&
        selectorKey(other.selector) !== selectorKey(selector) &&
        mayMeet(other.selector, selector),
    );
    return [{ namespace, selector, services: [first, ...more], shared: shared.map(({ name }) => name) }];
  });
}

/** Ports of the pods by Service; undefined where they cannot be told apart. */
export function portsOf(services: readonly ServiceFacts[]): Map<string, readonly number[]> | undefined {
  const ports = services.map(({ host, ports: each }): [string, number[]] => [
    host,
    each.flatMap(({ target }) => target ?? []),
  ]);
  const all = ports.flatMap(([, each]) => each);
  const isTold = services.every(({ ports: each }) => each.every(({ target }) => target !== undefined));
  return isTold && new Set(all).size === all.length ? new Map(ports) : undefined;
}

const selectorKey = (selector: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What objects for these pods are called. */
export const nameOf = ({ services }: Workloads): string => services.map(({ name }) => name).join('-');
