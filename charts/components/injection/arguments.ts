import type { SidecarArg } from '../../catalog/injector-template.ts';
import type { Mesh } from '../../mesh.ts';
import { meshConfig } from '../mesh-config.ts';
import { annotatedOr, STATUS_PORT } from './annotations.ts';
import { quoted, when, yaml, type Lines } from './text.ts';

/** A flag and the value that an expression gives. */
const flag = (name: string, expression: string): Lines => [`- ${name}`, `- ${quoted(expression)}`];

/** A flag and a value that is known now. */
const fixed = (name: string, value: string): Lines => yaml([name, value]);

const proxyConfig = (name: string, field: string): Lines => flag(name, `.ProxyConfig.${field}`);
const duration = (name: string, field: string): Lines => flag(name, `formatDuration .ProxyConfig.${field}`);

const OWNER =
  '(valueOrDefault .DeploymentMeta.Name "istio-proxy") (valueOrDefault .DeploymentMeta.Namespace "default")';

/** The arguments of pilot-agent in the sidecar. */
export const ARGUMENTS: Readonly<Record<SidecarArg, (mesh: Mesh) => Lines>> = {
  domain: ({ spec }) => fixed('--domain', `$(POD_NAMESPACE).svc.${spec.mesh.clusterDomain}`),
  configPath: () => proxyConfig('--configPath', 'ConfigPath'),
  binaryPath: () => proxyConfig('--binaryPath', 'BinaryPath'),
  serviceCluster: () => [
    '- --serviceCluster',
    ...when(
      'index .ObjectMeta.Labels "app"',
      [`- ${quoted('printf "%s.$(POD_NAMESPACE)" (index .ObjectMeta.Labels "app")')}`],
      [`- ${quoted(`printf "%s.%s" ${OWNER}`)}`],
    ),
  ],
  drainDuration: () => duration('--drainDuration', 'DrainDuration'),
  parentShutdownDuration: () => duration('--parentShutdownDuration', 'ParentShutdownDuration'),
  discoveryAddress: () => flag('--discoveryAddress', annotatedOr('discoveryAddress', '.ProxyConfig.DiscoveryAddress')),
  tracer: ({ spec }) => TRACERS[spec.mesh.tracing.tracer],
  proxyLogLevel: ({ spec }) => (spec.sidecar.logLevel === '' ? [] : yaml([`--proxyLogLevel=${spec.sidecar.logLevel}`])),
  dnsRefreshRate: (mesh) => fixed('--dnsRefreshRate', String(meshConfig(mesh)['dnsRefreshRate'])),
  connectTimeout: () => duration('--connectTimeout', 'ConnectTimeout'),
  proxyAdminPort: () => flag('--proxyAdminPort', 'printf "%d" .ProxyConfig.ProxyAdminPort'),
  concurrency: () =>
    when('gt .ProxyConfig.Concurrency 0', flag('--concurrency', 'printf "%d" .ProxyConfig.Concurrency')),
  controlPlaneAuthPolicy: () =>
    flag('--controlPlaneAuthPolicy', annotatedOr('controlPlaneAuthPolicy', '.ProxyConfig.ControlPlaneAuthPolicy')),
  applicationPorts: () =>
    when(`ne ${STATUS_PORT} "0"`, [
      ...flag('--statusPort', STATUS_PORT),
      ...flag('--applicationPorts', annotatedOr('applicationPorts', '(applicationPorts .Spec.Containers)')),
    ]),
  trustDomain: ({ spec }) => (spec.mesh.trustDomain === '' ? [] : yaml([`--trust-domain=${spec.mesh.trustDomain}`])),
};

const lightstep = (field: string): string => `.ProxyConfig.GetTracing.GetLightstep.Get${field}`;

/** Where spans go; the addresses are those of the mesh configuration. */
const TRACERS: Readonly<Record<Mesh['spec']['mesh']['tracing']['tracer'], Lines>> = {
  zipkin: flag('--zipkinAddress', '.ProxyConfig.GetTracing.GetZipkin.GetAddress'),
  lightstep: [
    ...flag('--lightstepAddress', lightstep('Address')),
    ...flag('--lightstepAccessToken', lightstep('AccessToken')),
    `- --lightstepSecure={{ ${lightstep('Secure')} }}`,
    ...flag('--lightstepCacertPath', lightstep('CacertPath')),
  ],
  datadog: flag('--datadogAgentAddress', '.ProxyConfig.GetTracing.GetDatadog.GetAddress'),
};
