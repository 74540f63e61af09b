import { BINARY_LIFETIME, CITADEL, type CitadelFacts } from '../catalog/citadel.ts';
import { rowOf } from '../catalog/minor.ts';
import { istioImage } from '../kit/images.ts';
import { clusterAccess, service, serviceAccount } from '../kit/objects.ts';
import { execLiveness } from '../kit/probe.ts';
import type { Container, Manifest, Probe, Volume } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

const NAME = 'istio-citadel';
const ACCOUNT = 'istio-citadel-service-account';
const LABELS = { app: 'security' };
const SELECTOR = { istio: 'citadel' };

/**
 * Citadel signs the certificates of all workloads. One instance only, and never two at once: they would fight over
 * the Secrets. It ignores SIGTERM (seen with 1.2.10 and 1.4.10), hence the short grace period.
 */
export function citadel(mesh: Mesh): Manifest[] {
  const { namespace, components, version } = mesh.spec;
  const facts = rowOf(CITADEL, version);
  const names = { role: `${NAME}-${namespace}`, binding: `${NAME}-${namespace}`, account: ACCOUNT };
  const workload = { name: NAME, labels: { ...LABELS, ...SELECTOR }, selector: SELECTOR, settings: components.citadel };
  return [
    serviceAccount(mesh, ACCOUNT, LABELS),
    ...clusterAccess(mesh, names, LABELS, [...facts.rules]),
    service(
      mesh,
      NAME,
      { app: facts.serviceApp, ...SELECTOR },
      {
        ports: [
          { name: 'grpc-citadel', port: 8060, targetPort: 8060, protocol: 'TCP' },
          { name: 'http-monitoring', port: facts.monitoringPort },
        ],
        selector: SELECTOR,
      },
    ),
    deployment(mesh, {
      ...workload,
      podLabels: workload.labels,
      strategy: 'Recreate',
      pod: {
        serviceAccountName: ACCOUNT,
        terminationGracePeriodSeconds: 5,
        containers: [citadelContainer(mesh, facts)],
        ...(!components.citadel.selfSigned && { volumes: [suppliedCa] }),
      },
    }),
    ...scaling(mesh, workload),
  ];
}

const suppliedCa: Volume = { name: 'cacerts', secret: { secretName: 'cacerts', optional: true } };

function citadelContainer(mesh: Mesh, facts: CitadelFacts): Container {
  const settings = mesh.spec.components.citadel;
  const image = istioImage(mesh, 'citadel', facts.image, settings.image);
  return {
    ...container(mesh, 'citadel', image, settings.resources),
    args: citadelArgs(mesh, facts),
    env: variables({ ...choice(facts, settings), ...settings.env }),
    ...liveness(settings.healthCheck, facts),
    ...(!settings.selfSigned && { volumeMounts: [{ name: 'cacerts', mountPath: '/etc/cacerts', readOnly: true }] }),
  };
}

function choice({ choosesNamespaces }: CitadelFacts, settings: Settings): Record<string, string> {
  return choosesNamespaces ? { CITADEL_ENABLE_NAMESPACES_BY_DEFAULT: String(settings.enableNamespacesByDefault) } : {};
}

/** Citadel touches a file each time that it signs a certificate of its own; else it only answers, if it is asked. */
function liveness(healthCheck: boolean, facts: CitadelFacts): { livenessProbe?: Probe } {
  if (healthCheck) return { livenessProbe: SIGNING };
  if (!facts.probed) return {};
  const httpGet = { path: '/version', port: facts.monitoringPort };
  return { livenessProbe: { httpGet, initialDelaySeconds: 5, periodSeconds: 5 } };
}

const HEALTH_FILE = '/tmp/ca.liveness';
const HEALTH_ARGS = [
  `--liveness-probe-path=${HEALTH_FILE}`,
  '--liveness-probe-interval=60s',
  '--probe-check-interval=15s',
];

const SIGNING = execLiveness(
  ['/usr/local/bin/istio_ca', 'probe', `--probe-path=${HEALTH_FILE}`, '--interval=125s'],
  60,
);

type Settings = Mesh['spec']['components']['citadel'];

function citadelArgs({ spec }: Mesh, facts: CitadelFacts): string[] {
  const { selfSigned, workloadCertTTL, healthCheck } = spec.components.citadel;
  const namesLifetime = facts.alwaysNamesLifetime || workloadCertTTL !== BINARY_LIFETIME;
  return [
    ...(spec.sidecar.sds.enabled ? ['--sds-enabled=true'] : []),
    ...facts.flags,
    `--citadel-storage-namespace=${spec.namespace}`,
    ...dnsNames(spec.namespace, facts),
    ...(selfSigned ? ['--self-signed-ca=true'] : SUPPLIED_CA_ARGS),
    ...(namesLifetime ? [`--workload-cert-ttl=${workloadCertTTL}`] : []),
    ...(healthCheck ? HEALTH_ARGS : []),
    ...(spec.mesh.trustDomain === '' ? [] : [`--trust-domain=${spec.mesh.trustDomain}`]),
  ];
}

function dnsNames(namespace: string, facts: CitadelFacts): string[] {
  const pairs = Object.entries(facts.dnsNames).map(
    ([account, service]) => `${account}.${namespace}:${service}.${namespace}`,
  );
  return pairs.length > 0 ? [`--custom-dns-names=${pairs.join(',')}`] : [];
}

const SUPPLIED_CA_ARGS = [
  '--self-signed-ca=false',
  '--signing-cert=/etc/cacerts/ca-cert.pem',
  '--signing-key=/etc/cacerts/ca-key.pem',
  '--root-cert=/etc/cacerts/root-cert.pem',
  '--cert-chain=/etc/cacerts/cert-chain.pem',
];
