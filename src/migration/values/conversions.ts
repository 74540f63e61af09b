import type { ResolvedSpec } from '../../api/resolved.ts';
import { hostPortOf } from '../../api/spec/scalars.ts';
import { record } from '../reading.ts';
import type { Convert } from './row.ts';

type OfMesh = Convert<ResolvedSpec>;

/** In 1.0 to 1.4 an empty trust domain was the domain of the cluster. */
export const trustDomain: OfMesh = (value, { mesh }) => (value === '' ? mesh.clusterDomain : value);

/** What is said: neither empty, nor what leaving it out means. */
const isSaid = (value: unknown): boolean =>
  value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0);

const said = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => isSaid(value)));

type RemoteService = ResolvedSpec['mesh']['metricsService'];

/** A service that proxies report to, as defaultConfig names it; undefined where there is none. */
function remoteService(value: unknown): object | undefined {
  const { address, tlsSettings, tcpKeepalive } = value as RemoteService;
  if (address === '') return undefined;
  const tls = tlsSettings.mode === 'DISABLE' ? {} : { tlsSettings: said(tlsSettings) };
  return { address, ...tls, tcpKeepalive };
}

/** Access logs by gRPC need their switch, too. */
export const accessLogService: OfMesh = (value) => {
  const service = remoteService(value);
  return service && { enableEnvoyAccessLogService: true, defaultConfig: { envoyAccessLogService: service } };
};

/** Metrics that proxies push. */
export const metricsService: OfMesh = (value) => {
  const service = remoteService(value);
  return service && { defaultConfig: { envoyMetricsService: service } };
};

/** What the target does by itself: it traces nothing, and samples so many percent of it. */
const USUAL_SAMPLING = 1;

/**
 * Spans. The address of the collector becomes a provider, which has to be a Service or a ServiceEntry; that of an agent
 * on the node of each pod stays in defaultConfig, which still takes it. A classic mesh sends spans to a Service zipkin,
 * whether there is one or not.
 */
export const tracing: OfMesh = (value, spec) => {
  const { enabled, sampling, tracer } = value as ResolvedSpec['mesh']['tracing'];
  const { tracing: settings } = spec.mesh;
  const isNowhere = tracer === 'zipkin' && settings.zipkin.address === '' && !spec.components.tracing.enabled;
  if (!enabled || tracer === 'lightstep' || isNowhere) return undefined;
  const address = tracer === 'zipkin' ? settings.zipkin.address || 'zipkin:9411' : settings.datadog.address;
  const share = sampling === USUAL_SAMPLING ? {} : { sampling };
  if (address.includes('$('))
    return { enableTracing: true, defaultConfig: { tracing: { ...share, [tracer]: { address } } } };
  return {
    enableTracing: true,
    extensionProviders: [{ name: tracer, [tracer]: endpoint(address, tracer === 'zipkin' ? 9411 : 8126, spec) }],
    defaultProviders: { tracing: [tracer] },
    ...(sampling !== USUAL_SAMPLING && { defaultConfig: { tracing: share } }),
  };
};

/** `host:port` as a provider names it: pods wrote short names of Services, and istiod wants whole ones. */
function endpoint(address: string, usualPort: number, { namespace, mesh }: ResolvedSpec): object {
  const { ipv6, name: host = '', port = usualPort } = hostPortOf(address);
  if (ipv6 !== undefined) return { service: ipv6, port: Number(port) };
  const [name = '', place = namespace, ...rest] = host.split('.');
  const isShort = rest.length === 0 || (rest.length === 1 && rest[0] === 'svc');
  return { service: isShort ? `${name}.${place}.svc.${mesh.clusterDomain}` : host, port: Number(port) };
}

/** Ingresses of the class `istio`, and others where they have none, were served by request only. */
export const ingressMode: OfMesh = (value) => (value === true ? 'STRICT' : undefined);

/** The gateway that serves them, by its label, and by its Service, whose address they get. */
export const ingressGateway: OfMesh = (value, { mesh, gateways }) => {
  if (!mesh.kubernetesIngress.enabled) return undefined;
  const service = gateways.find(({ enabled, labels }) => enabled && labels['istio'] === value)?.name;
  return { ingressSelector: value, ...(service !== undefined && { ingressService: service }) };
};

/** `enabled` or `disabled` instead of a switch. */
export const asWord: OfMesh = (value) => (value === true ? 'enabled' : 'disabled');

/** Percent of CPU that an autoscaler aims at. */
export const utilization: OfMesh = (value) => ({ targetAverageUtilization: value });

/** Of no meaning while something scales. */
export const unlessScaled: Convert<{ readonly autoscaling: { readonly enabled: boolean } }> = (
  value,
  { autoscaling },
) => (autoscaling.enabled ? undefined : value);

/** Charts take amounts as texts. */
export function amounts(value: unknown): unknown {
  const lists = Object.entries(record(value)).map(([kind, of]): [string, object] => [
    kind,
    Object.fromEntries(
      Object.entries(record(of)).flatMap(([name, amount]) =>
        typeof amount === 'string' || typeof amount === 'number' ? [[name, `${amount}`]] : [],
      ),
    ) as object,
  ]);
  return Object.fromEntries(lists.filter(([, of]) => Object.keys(of).length > 0));
}
