import { LEGACY_INGRESS } from '../../src/api/components.ts';
import { LEGACY_INGRESS_FACTS, type LegacyIngressFacts } from '../catalog/legacy-ingress.ts';
import { rowOf } from '../catalog/minor.ts';
import { exposedService } from '../kit/exposed-service.ts';
import { podPorts } from '../kit/gateway-ports.ts';
import { clusterAccess, service, serviceAccount } from '../kit/objects.ts';
import type { Container, Manifest, VolumeMount } from '../kit/types.ts';
import { container, deployment, environment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { authenticationArgs, CERTIFICATES, certificateVolume, domainArgs, identityArgs, proxyImage } from './proxy.ts';
import { tracerArgs } from './tracers.ts';

const NAME = LEGACY_INGRESS;
const ACCOUNT = `${NAME}-service-account`;

/** Labels that Gateway resources select its pods by. */
export const INGRESS_SELECTOR = { istio: 'ingress' } as const;

const APP = { app: 'ingress' };

/** Certificates of hosts, from a Secret that the user makes. */
const HOSTS: VolumeMount = { name: 'ingress-certs', mountPath: '/etc/istio/ingress-certs', readOnly: true };
const HOSTS_SECRET = 'istio-ingress-certs';

/** Proxies at the edge of the mesh that serve Kubernetes Ingress objects, from the time before gateways. */
export function legacyIngress(mesh: Mesh): Manifest[] {
  const { components, namespace, version } = mesh.spec;
  const facts = rowOf(LEGACY_INGRESS_FACTS, version);
  if (facts === null) return [];
  const settings = components.ingress;
  const labels = { ...APP, ...INGRESS_SELECTOR };
  const workload = { name: NAME, labels, selector: INGRESS_SELECTOR, settings };
  return [
    serviceAccount(mesh, ACCOUNT, APP),
    ...clusterAccess(mesh, accessNames(namespace), APP, [...facts.rules]),
    service(
      mesh,
      NAME,
      INGRESS_SELECTOR,
      exposedService({ ...settings.service, selector: INGRESS_SELECTOR }),
      settings.service.annotations,
    ),
    deployment(mesh, {
      ...workload,
      podLabels: INGRESS_SELECTOR,
      pod: {
        serviceAccountName: ACCOUNT,
        containers: [proxyContainer(mesh, facts)],
        volumes: [
          certificateVolume(ACCOUNT),
          { name: HOSTS.name, secret: { secretName: HOSTS_SECRET, optional: true } },
        ],
      },
    }),
    ...scaling(mesh, workload),
  ];
}

/**
 * The chart bound the account to the role of pilot, which may do much more, and a binding cannot be turned to another
 * role: so ours has a name of its own.
 */
const accessNames = (namespace: string): Parameters<typeof clusterAccess>[1] => ({
  role: `${NAME}-${namespace}`,
  binding: `${NAME}-role-binding-${namespace}`,
  account: ACCOUNT,
});

function proxyContainer(mesh: Mesh, facts: LegacyIngressFacts): Container {
  const { ingress } = mesh.spec.components;
  const image = ingress.image || (mesh.spec.images.overrides[NAME] ?? proxyImage(mesh));
  return {
    ...container(mesh, 'ingress', image, ingress.resources),
    ports: podPorts(ingress.service.ports),
    args: args(mesh, facts),
    env: environment(
      { POD_NAME: 'metadata.name', POD_NAMESPACE: 'metadata.namespace', INSTANCE_IP: 'status.podIP' },
      ingress.env,
    ),
    volumeMounts: [CERTIFICATES, HOSTS],
  };
}

function args(mesh: Mesh, { args: fixed, discoveryPort }: LegacyIngressFacts): string[] {
  const { controlPlaneSecurity, statsd } = mesh.spec.mesh;
  return [
    ...['proxy', 'ingress'],
    ...domainArgs(mesh),
    ...fixed,
    ...['--serviceCluster', NAME],
    ...tracerArgs(mesh),
    ...(statsd.address === '' ? [] : ['--statsdUdpAddress', statsd.address]),
    ...identityArgs(mesh),
    ...authenticationArgs(mesh),
    ...['--discoveryAddress', `istio-pilot:${controlPlaneSecurity ? discoveryPort.secured : discoveryPort.plain}`],
  ];
}
