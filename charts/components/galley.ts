import { GALLEY, type GalleyFacts } from '../catalog/galley.ts';
import { rowOf } from '../catalog/minor.ts';
import { istioImage } from '../kit/images.ts';
import { atLogLevel } from '../kit/logging.ts';
import { clusterAccess, configMap, service, serviceAccount } from '../kit/objects.ts';
import { execLiveness, execProbe } from '../kit/probe.ts';
import { hasLegacyApis } from '../kit/served.ts';
import type { Container, Manifest, Probe, Volume } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { validation, validationText, VALIDATION_KEY } from './validation.ts';

const NAME = 'istio-galley';
const ACCOUNT = 'istio-galley-service-account';
const CONFIGURATION = 'istio-galley-configuration';
const SELECTOR = { istio: 'galley' };

/** With a client connected it takes more than 25 seconds to end (seen with 1.4.10), and it has nothing to finish. */
const GRACE_SECONDS = 5;

/**
 * Galley validates Istio configuration and serves it to pilot and mixer. Its serving certificate is not optional: the
 * pod waits for citadel.
 */
export function galley(mesh: Mesh): Manifest[] {
  const { namespace, components, version } = mesh.spec;
  const facts = rowOf(GALLEY, version);
  const names = {
    role: `${NAME}-${namespace}`,
    binding: `${NAME}-admin-role-binding-${namespace}`,
    account: ACCOUNT,
  };
  const labels = { app: facts.app };
  const workload = {
    name: NAME,
    labels: { app: 'galley', ...SELECTOR },
    selector: SELECTOR,
    settings: components.galley,
  };
  return [
    serviceAccount(mesh, ACCOUNT, labels),
    ...clusterAccess(mesh, names, labels, [...facts.rules]),
    configMap(mesh, CONFIGURATION, { ...labels, ...SELECTOR }, { [VALIDATION_KEY]: validationText(mesh, NAME) }),
    service(mesh, NAME, workload.labels, { ports: [...facts.servicePorts], selector: SELECTOR }),
    deployment(mesh, {
      ...workload,
      podLabels: workload.labels,
      pod: {
        serviceAccountName: ACCOUNT,
        terminationGracePeriodSeconds: GRACE_SECONDS,
        containers: [galleyContainer(mesh, facts)],
        volumes: volumes(mesh, facts),
      },
    }),
    ...scaling(mesh, workload),
    ...validation(mesh, NAME, workload.labels),
  ];
}

const volumes = (mesh: Mesh, facts: GalleyFacts): Volume[] => [
  { name: 'certs', secret: { secretName: `istio.${ACCOUNT}` } },
  ...(signedByKubernetes(mesh) ? [{ name: 'dnscerts', secret: { secretName: `dns.${ACCOUNT}` } }] : []),
  { name: 'config', configMap: { name: CONFIGURATION } },
  ...(serves(facts) ? [{ name: 'mesh-config', configMap: { name: 'istio' } }] : []),
];

/** Whether pilot has the certificate of the webhook signed by Kubernetes. */
const signedByKubernetes = ({ spec }: Mesh): boolean => spec.mesh.certificates.length > 0;

/** Whether it hands out configuration, and so needs that of the mesh. */
const serves = (facts: GalleyFacts): boolean => facts.subcommand === 'server';

function galleyContainer(mesh: Mesh, facts: GalleyFacts): Container {
  const settings = mesh.spec.components.galley;
  return {
    ...container(mesh, facts.container, istioImage(mesh, 'galley', facts.image, settings.image), settings.resources),
    command: ['/usr/local/bin/galley', facts.subcommand, ...atLogLevel(mesh, facts.flags), ...flags(mesh, facts)],
    ...(Object.keys(settings.env).length > 0 && { env: variables(settings.env) }),
    ports: facts.servicePorts.map(({ port }) => ({ containerPort: port })),
    ...startup(mesh, facts),
    livenessProbe: execLiveness(fresh(facts, facts.probe.liveness), facts.probe.seconds),
    readinessProbe: execProbe(fresh(facts, facts.probe.readiness), facts.probe.seconds),
    volumeMounts: [
      { name: 'certs', mountPath: facts.directories.certificates, readOnly: true },
      ...(signedByKubernetes(mesh) ? [{ name: 'dnscerts', mountPath: DNS_CERTIFICATES, readOnly: true }] : []),
      { name: 'config', mountPath: facts.directories.configuration, readOnly: true },
      ...(serves(facts) ? [{ name: 'mesh-config', mountPath: '/etc/mesh-config', readOnly: true }] : []),
    ],
  };
}

function flags(mesh: Mesh, facts: GalleyFacts): string[] {
  const { namespace } = mesh.spec;
  return [
    ...(facts.namesNamespace ? [`--deployment-namespace=${namespace}`] : []),
    ...[facts.webhookFlag, `${facts.directories.configuration}/${VALIDATION_KEY}`],
    ...(serves(facts) ? serverFlags(mesh, facts) : []),
  ];
}

function serverFlags(mesh: Mesh, facts: GalleyFacts): string[] {
  const { configValidation, controlPlaneSecurity, useMCP } = mesh.spec.mesh;
  const { serviceDiscovery, analysis } = mesh.spec.components.galley;
  const helped = !hasLegacyApis(mesh.capabilities);
  const namesReconcile = facts.namesReconcile === 'always' || (facts.namesReconcile === 'whenOff' && !configValidation);
  return [
    `--insecure=${!controlPlaneSecurity}`,
    ...(useMCP ? [] : ['--enable-server=false']),
    ...(configValidation ? [] : ['--enable-validation=false']),
    ...(namesReconcile ? [`--enable-reconcileWebhookConfiguration=${configValidation}`] : []),
    ...(helped && useMCP ? facts.withoutOldApis : []),
    ...(serviceDiscovery ? ['--enableServiceDiscovery=true'] : []),
    ...(analysis ? ['--enableAnalysis=true'] : []),
    ...(signedByKubernetes(mesh) ? TLS_FLAGS : []),
    ...logFlags(mesh, facts),
  ];
}

/** Where its API is gone, the validation scope logs its whole configuration each second. */
function logFlags({ spec, capabilities }: Mesh, facts: GalleyFacts): string[] {
  const level = spec.defaults.logLevel || 'default:info';
  if (!hasLegacyApis(capabilities)) return [`--log_output_level=${level}${level.includes('validation:') ? '' : QUIET}`];
  return facts.namesLogLevel ? [`--log_output_level=${level}`] : [];
}

const QUIET = ',validation:none';

const DNS_CERTIFICATES = '/etc/dnscerts';
const TLS_FLAGS = [
  `--validation.tls.clientCertificate=${DNS_CERTIFICATES}/cert-chain.pem`,
  `--validation.tls.privateKey=${DNS_CERTIFICATES}/key.pem`,
  `--validation.tls.caCertificates=${DNS_CERTIFICATES}/root-cert.pem`,
];

/** Answers whether a file that galley touches while it is well is fresh; from 1.1 on it says yes in any case. */
const fresh = ({ probe: { interval } }: GalleyFacts, path: string): string[] => [
  ...['/usr/local/bin/galley', 'probe', `--probe-path=${path}`, `--interval=${interval}`],
];

/** Kubernetes 1.20 has startup probes for good; before, an apiserver may drop the field. */
const HAS_STARTUP_PROBES = 20;

/**
 * The webhook fails closed, and its Service must not lead to a galley that does not listen yet: while a startup probe
 * fails a pod is not ready. Kubelet checks no certificate. Five minutes, for nodes that are busy.
 */
function startup({ spec, capabilities }: Mesh, { readyPath }: GalleyFacts): { startupProbe?: Probe } {
  if (readyPath === null || !spec.mesh.configValidation || capabilities.minor < HAS_STARTUP_PROBES) return {};
  const httpGet = { path: readyPath, port: 443, scheme: 'HTTPS' } as const;
  return { startupProbe: { httpGet, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 150 } };
}
