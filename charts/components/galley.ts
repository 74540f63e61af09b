import { GALLEY, type GalleyFacts } from '../catalog/galley.ts';
import { rowOf } from '../catalog/minor.ts';
import { istioImage } from '../kit/images.ts';
import { clusterAccess, configMap, service, serviceAccount } from '../kit/objects.ts';
import { unhelped } from '../kit/served.ts';
import type { Container, Manifest, Probe, Volume } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { validation, validationText, VALIDATION_KEY } from './validation.ts';

const NAME = 'istio-galley';
const ACCOUNT = 'istio-galley-service-account';
const CONFIGURATION = 'istio-galley-configuration';
const LABELS = { app: 'galley' };
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
  const workload = { name: NAME, labels: { ...LABELS, ...SELECTOR }, selector: SELECTOR, settings: components.galley };
  return [
    serviceAccount(mesh, ACCOUNT, LABELS),
    ...clusterAccess(mesh, names, LABELS, [...facts.rules]),
    configMap(mesh, CONFIGURATION, workload.labels, { [VALIDATION_KEY]: validationText(mesh, NAME) }),
    service(mesh, NAME, workload.labels, { ports: [...facts.servicePorts], selector: SELECTOR }),
    deployment(mesh, {
      ...workload,
      podLabels: workload.labels,
      pod: {
        serviceAccountName: ACCOUNT,
        terminationGracePeriodSeconds: GRACE_SECONDS,
        containers: [galleyContainer(mesh, facts)],
        volumes: VOLUMES,
      },
    }),
    ...scaling(mesh, workload),
    ...validation(mesh, NAME, workload.labels),
  ];
}

const VOLUMES: Volume[] = [
  { name: 'certs', secret: { secretName: `istio.${ACCOUNT}` } },
  { name: 'config', configMap: { name: CONFIGURATION } },
  { name: 'mesh-config', configMap: { name: 'istio' } },
];

function galleyContainer(mesh: Mesh, facts: GalleyFacts): Container {
  const settings = mesh.spec.components.galley;
  return {
    ...container(mesh, 'galley', istioImage(mesh, 'galley', facts.image, settings.image), settings.resources),
    command: ['/usr/local/bin/galley', 'server', ...facts.flags, ...flags(mesh, facts)],
    ...(Object.keys(settings.env).length > 0 && { env: variables(settings.env) }),
    ports: facts.servicePorts.map(({ port }) => ({ containerPort: port })),
    livenessProbe: probe('/healthliveness'),
    readinessProbe: probe('/healthready'),
    volumeMounts: [
      { name: 'certs', mountPath: '/etc/certs', readOnly: true },
      { name: 'config', mountPath: '/etc/config', readOnly: true },
      { name: 'mesh-config', mountPath: '/etc/mesh-config', readOnly: true },
    ],
  };
}

function flags(mesh: Mesh, facts: GalleyFacts): string[] {
  const { namespace } = mesh.spec;
  const { configValidation, controlPlaneSecurity, useMCP } = mesh.spec.mesh;
  const helped = !unhelped(mesh.capabilities);
  return [
    `--deployment-namespace=${namespace}`,
    `--insecure=${!controlPlaneSecurity}`,
    ...(useMCP ? [] : ['--enable-server=false']),
    ...(configValidation ? [] : ['--enable-validation=false']),
    ...(facts.takesReconcileFlag ? [`--enable-reconcileWebhookConfiguration=${configValidation}`] : []),
    ...(helped && useMCP ? facts.withoutOldApis : []),
    ...['--validation-webhook-config-file', `/etc/config/${VALIDATION_KEY}`],
    '--monitoringPort=15014',
    `--log_output_level=${helped ? 'default:info,validation:none' : 'default:info'}`,
  ];
}

/** Answers whether the file that galley touches while it is well is fresh. */
function probe(path: string): Probe {
  return {
    exec: { command: ['/usr/local/bin/galley', 'probe', `--probe-path=${path}`, '--interval=10s'] },
    initialDelaySeconds: 5,
    periodSeconds: 5,
  };
}
