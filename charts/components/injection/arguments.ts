import { INJECTION_TEMPLATE } from '../../catalog/injector-template.ts';
import { rowOf } from '../../catalog/minor.ts';
import type { SidecarArg } from '../../catalog/sidecar-args.ts';
import type { Mesh } from '../../mesh.ts';
import { meshConfig } from '../mesh-config.ts';
import { serviceArgs } from '../proxy-services.ts';
import { annotatedOr, STATUS_PORT } from './annotations.ts';
import { action, quoted, when, yaml, type Lines } from './text.ts';

/** A flag and the value that an expression gives. */
const flag = (name: string, expression: string): Lines => [`- ${name}`, `- ${quoted(expression)}`];

/** A flag and a value that is known now. */
const fixed = (name: string, value: string): Lines => yaml([name, value]);

const proxyConfig = (name: string, field: string): Lines => flag(name, `.ProxyConfig.${field}`);
const duration = (name: string, field: string): Lines => flag(name, `formatDuration .ProxyConfig.${field}`);

const domain = ({ spec }: Mesh): Lines => fixed('--domain', `$(POD_NAMESPACE).svc.${spec.mesh.clusterDomain}`);

/** The arguments of pilot-agent in the sidecar. */
export const ARGUMENTS: Readonly<Record<SidecarArg, (mesh: Mesh) => Lines>> = {
  domain,
  domainOfItsOwn: (mesh) => (mesh.spec.mesh.clusterDomain === 'cluster.local' ? [] : domain(mesh)),
  configPath: () => proxyConfig('--configPath', 'ConfigPath'),
  binaryPath: () => proxyConfig('--binaryPath', 'BinaryPath'),
  serviceCluster,
  drainDuration: () => duration('--drainDuration', 'DrainDuration'),
  parentShutdownDuration: () => duration('--parentShutdownDuration', 'ParentShutdownDuration'),
  discoveryAddress: (mesh) =>
    flag('--discoveryAddress', annotatedOr(mesh, 'discoveryAddress', '.ProxyConfig.DiscoveryAddress')),
  discoveryRefreshDelay: () => duration('--discoveryRefreshDelay', 'DiscoveryRefreshDelay'),
  zipkinAddress: () => proxyConfig('--zipkinAddress', 'ZipkinAddress'),
  tracer: ({ spec }) => TRACERS[spec.mesh.tracing.tracer],
  proxyLogLevel: ({ spec }) => (spec.sidecar.logLevel === '' ? [] : yaml([`--proxyLogLevel=${spec.sidecar.logLevel}`])),
  componentLogLevel: ({ spec: { sidecar } }) =>
    sidecar.componentLogLevel === '' ? [] : yaml([`--proxyComponentLogLevel=${sidecar.componentLogLevel}`]),
  proxyServices: (mesh) => (serviceArgs(mesh).length === 0 ? [] : yaml(serviceArgs(mesh))),
  dnsRefreshRate: (mesh) => fixed('--dnsRefreshRate', String(meshConfig(mesh)['dnsRefreshRate'])),
  connectTimeout: () => duration('--connectTimeout', 'ConnectTimeout'),
  statsdUdpAddress: ({ spec }) =>
    spec.mesh.statsd.address === '' ? [] : proxyConfig('--statsdUdpAddress', 'StatsdUdpAddress'),
  proxyAdminPort: () => flag('--proxyAdminPort', 'printf "%d" .ProxyConfig.ProxyAdminPort'),
  concurrency: () =>
    when('gt .ProxyConfig.Concurrency 0', flag('--concurrency', 'printf "%d" .ProxyConfig.Concurrency')),
  controlPlaneAuthPolicy: (mesh) =>
    flag(
      '--controlPlaneAuthPolicy',
      annotatedOr(mesh, 'controlPlaneAuthPolicy', '.ProxyConfig.ControlPlaneAuthPolicy'),
    ),
  status: (mesh) =>
    when(`ne ${STATUS_PORT} "0"`, [
      ...flag('--statusPort', STATUS_PORT),
      ...flag('--applicationPorts', annotatedOr(mesh, 'applicationPorts', '(applicationPorts .Spec.Containers)')),
    ]),
  trustDomain: ({ spec }) => (spec.mesh.trustDomain === '' ? [] : yaml([`--trust-domain=${spec.mesh.trustDomain}`])),
};

/** By the label app, else by the workload; only later lines know the workload, and tell namespaces apart. */
function serviceCluster({ spec }: Mesh): Lines {
  const { clusterHasNamespace } = rowOf(INJECTION_TEMPLATE, spec.version);
  const app = '(index .ObjectMeta.Labels "app")';
  const workload = '(or .DeploymentMeta.Name "istio-proxy") (or .DeploymentMeta.Namespace "default")';
  const [ofApp, otherwise] = clusterHasNamespace
    ? [`printf "%s.$(POD_NAMESPACE)" ${app}`, `printf "%s.%s" ${workload}`]
    : [app, '"istio-proxy"'];
  return ['- --serviceCluster', ...when(app, [`- ${quoted(ofApp)}`], [`- ${quoted(otherwise)}`])];
}

const lightstep = (field: string): string => `.ProxyConfig.GetTracing.GetLightstep.Get${field}`;

/** Where spans go; the addresses are those of the mesh configuration. */
const TRACERS: Readonly<Record<Mesh['spec']['mesh']['tracing']['tracer'], Lines>> = {
  zipkin: flag('--zipkinAddress', '.ProxyConfig.GetTracing.GetZipkin.GetAddress'),
  lightstep: [
    ...flag('--lightstepAddress', lightstep('Address')),
    ...flag('--lightstepAccessToken', lightstep('AccessToken')),
    `- --lightstepSecure=${action(lightstep('Secure'))}`,
    ...flag('--lightstepCacertPath', lightstep('CacertPath')),
  ],
  datadog: flag('--datadogAgentAddress', '.ProxyConfig.GetTracing.GetDatadog.GetAddress'),
};
