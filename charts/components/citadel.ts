import { CITADEL } from '../catalog/citadel.ts';
import { rowOf } from '../catalog/minor.ts';
import { istioImage } from '../kit/images.ts';
import { clusterAccess, READ, rule, service, serviceAccount } from '../kit/objects.ts';
import type { Container, Manifest, Volume } from '../kit/types.ts';
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
  const { namespace, components } = mesh.spec;
  const names = { role: `${NAME}-${namespace}`, binding: `${NAME}-${namespace}`, account: ACCOUNT };
  const workload = { name: NAME, labels: { ...LABELS, ...SELECTOR }, selector: SELECTOR, settings: components.citadel };
  return [
    serviceAccount(mesh, ACCOUNT, LABELS),
    ...clusterAccess(mesh, names, LABELS, [
      rule([''], ['configmaps'], ['create', 'get', 'update']),
      rule([''], ['secrets'], ['create', 'get', 'watch', 'list', 'update', 'delete']),
      rule([''], ['serviceaccounts', 'services', 'namespaces'], READ),
      rule(['authentication.k8s.io'], ['tokenreviews'], ['create']),
    ]),
    service(mesh, NAME, workload.labels, {
      ports: [
        { name: 'grpc-citadel', port: 8060, targetPort: 8060, protocol: 'TCP' },
        { name: 'http-monitoring', port: 15014 },
      ],
      selector: SELECTOR,
    }),
    deployment(mesh, {
      ...workload,
      podLabels: workload.labels,
      strategy: 'Recreate',
      pod: {
        serviceAccountName: ACCOUNT,
        terminationGracePeriodSeconds: 5,
        containers: [citadelContainer(mesh)],
        ...(!components.citadel.selfSigned && { volumes: [suppliedCa] }),
      },
    }),
    ...scaling(mesh, workload),
  ];
}

const suppliedCa: Volume = { name: 'cacerts', secret: { secretName: 'cacerts', optional: true } };

function citadelContainer(mesh: Mesh): Container {
  const settings = mesh.spec.components.citadel;
  const facts = rowOf(CITADEL, mesh.spec.version);
  const image = istioImage(mesh, 'citadel', facts.image, settings.image);
  return {
    ...container(mesh, 'citadel', image, settings.resources),
    args: citadelArgs(mesh),
    env: variables({ ...facts.env, ...settings.env }),
    ...(!settings.selfSigned && { volumeMounts: [{ name: 'cacerts', mountPath: '/etc/cacerts', readOnly: true }] }),
  };
}

function citadelArgs({ spec }: Mesh): string[] {
  const { selfSigned, workloadCertTTL } = spec.components.citadel;
  const pilot = `istio-pilot-service-account.${spec.namespace}:istio-pilot.${spec.namespace}`;
  return [
    '--append-dns-names=true',
    '--grpc-port=8060',
    `--citadel-storage-namespace=${spec.namespace}`,
    `--custom-dns-names=${pilot}`,
    '--monitoring-port=15014',
    ...(selfSigned ? ['--self-signed-ca=true'] : SUPPLIED_CA_ARGS),
    `--workload-cert-ttl=${workloadCertTTL}`,
    ...(spec.mesh.trustDomain === '' ? [] : [`--trust-domain=${spec.mesh.trustDomain}`]),
  ];
}

const SUPPLIED_CA_ARGS = [
  '--self-signed-ca=false',
  '--signing-cert=/etc/cacerts/ca-cert.pem',
  '--signing-key=/etc/cacerts/ca-key.pem',
  '--root-cert=/etc/cacerts/root-cert.pem',
  '--cert-chain=/etc/cacerts/cert-chain.pem',
];
