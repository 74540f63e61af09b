import { KUBERNETES_NAMESPACES, OPERATOR_NAMESPACE } from '../../src/api/meshinstall.ts';
import { INJECTOR } from '../catalog/injector.ts';
import { rowOf } from '../catalog/minor.ts';
import { istioImage } from '../kit/images.ts';
import { clusterAccess, clusterScoped, READ, rule, service, serviceAccount } from '../kit/objects.ts';
import { execLiveness, execProbe } from '../kit/probe.ts';
import { hasLegacyApis } from '../kit/served.ts';
import type { Container, Manifest, PodSpec, Volume, VolumeMount } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { BRIDGE_KUBECONFIG, bridgeBeside, type Bridge } from './bridge.ts';

const NAME = 'istio-sidecar-injector';
const ACCOUNT = 'istio-sidecar-injector-service-account';
const SELECTOR = { istio: 'sidecar-injector' };
const LABELS = { app: 'sidecarInjectorWebhook', ...SELECTOR };

/** The injector adds the sidecar to new pods, as a mutating webhook. Its webhook comes last: it stops pods while nobody answers. */
export function injector(mesh: Mesh): Manifest[] {
  const { namespace, components, version } = mesh.spec;
  const { ports, labels, configMapGroups } = rowOf(INJECTOR, version);
  const workload = { name: NAME, labels: LABELS, selector: SELECTOR, settings: components.injector };
  const names = {
    role: `${NAME}-${namespace}`,
    binding: `${NAME}-admin-role-binding-${namespace}`,
    account: ACCOUNT,
  };
  return [
    serviceAccount(mesh, ACCOUNT, labels.access),
    ...clusterAccess(mesh, names, labels.access, [
      rule([...configMapGroups], ['configmaps'], READ),
      rule(['admissionregistration.k8s.io'], ['mutatingwebhookconfigurations'], [...READ, 'patch']),
    ]),
    service(mesh, NAME, labels.service, { ports: [...ports], selector: SELECTOR }),
    deployment(mesh, {
      ...workload,
      podLabels: labels.pods,
      pod: pod(mesh),
    }),
    ...scaling(mesh, workload),
    webhook(mesh),
  ];
}

const CERTIFICATES = '/etc/istio/certs';
const ROOT = `${CERTIFICATES}/root-cert.pem`;
const CERTIFICATES_MOUNT: VolumeMount = { name: 'certs', mountPath: CERTIFICATES, readOnly: true };

function pod(mesh: Mesh): PodSpec {
  const bridge = bridgeBeside(mesh, 'injector', ['--root', ROOT], [CERTIFICATES_MOUNT]);
  return {
    serviceAccountName: ACCOUNT,
    containers: [...(bridge ? [bridge.container] : []), webhookContainer(mesh, bridge)],
    volumes: [...volumes(mesh), ...(bridge ? [bridge.volume] : [])],
  };
}

function webhookContainer(mesh: Mesh, bridge: Bridge | undefined): Container {
  const settings = mesh.spec.components.injector;
  const { image } = rowOf(INJECTOR, mesh.spec.version);
  return {
    ...container(
      mesh,
      'sidecar-injector-webhook',
      istioImage(mesh, 'injector', image, settings.image),
      settings.resources,
    ),
    args: [...injectorArgs(mesh), ...(bridge ? [`--kubeconfig=${BRIDGE_KUBECONFIG}`] : [])],
    ...(Object.keys(settings.env).length > 0 && { env: variables(settings.env) }),
    volumeMounts: [
      { name: 'config-volume', mountPath: '/etc/istio/config', readOnly: true },
      CERTIFICATES_MOUNT,
      { name: 'inject-config', mountPath: '/etc/istio/inject', readOnly: true },
      ...(bridge ? [bridge.mount] : []),
    ],
    livenessProbe: execLiveness(PROBE, PERIOD_SECONDS),
    readinessProbe: execProbe(PROBE, PERIOD_SECONDS),
  };
}

function injectorArgs({ spec, capabilities }: Mesh): string[] {
  const { canLeaveWebhookAlone } = rowOf(INJECTOR, spec.version);
  return [
    `--caCertFile=${ROOT}`,
    `--tlsCertFile=${CERTIFICATES}/cert-chain.pem`,
    `--tlsKeyFile=${CERTIFICATES}/key.pem`,
    '--injectConfig=/etc/istio/inject/config',
    '--meshConfig=/etc/istio/config/mesh',
    '--healthCheckInterval=2s',
    '--healthCheckFile=/health',
    ...(canLeaveWebhookAlone ? [`--reconcileWebhookConfig=${hasLegacyApis(capabilities)}`] : []),
  ];
}

/** The injector touches the file while it serves. */
const PROBE = ['/usr/local/bin/sidecar-injector', 'probe', '--probe-path=/health', '--interval=4s'];
const PERIOD_SECONDS = 4;

function volumes({ spec }: Mesh): Volume[] {
  const signedByKubernetes = spec.mesh.certificates.length > 0;
  const items = rowOf(INJECTOR, spec.version).configKeys.map((key) => ({ key, path: key }));
  return [
    { name: 'config-volume', configMap: { name: 'istio' } },
    { name: 'certs', secret: { secretName: `${signedByKubernetes ? 'dns' : 'istio'}.${ACCOUNT}` } },
    { name: 'inject-config', configMap: { name: NAME, items } },
  ];
}

/**
 * No caBundle: it is kept by the injector where Kubernetes still has its API, and by the operator elsewhere. What v1
 * changed against v1beta1 is written out as it was: 30 seconds, and an exact match.
 */
function webhook(mesh: Mesh): Manifest {
  return {
    ...clusterScoped(
      'admissionregistration.k8s.io/v1',
      'MutatingWebhookConfiguration',
      NAME,
      rowOf(INJECTOR, mesh.spec.version).labels.webhook,
    ),
    webhooks: [
      {
        name: 'sidecar-injector.istio.io',
        clientConfig: { service: { name: NAME, namespace: mesh.spec.namespace, path: '/inject', port: 443 } },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], scope: '*' }],
        namespaceSelector: injectedNamespaces(mesh),
        failurePolicy: 'Fail',
        matchPolicy: 'Exact',
        reinvocationPolicy: 'Never',
        sideEffects: 'None',
        timeoutSeconds: 30,
        admissionReviewVersions: ['v1beta1'],
      },
    ],
  };
}

/**
 * Whoever has to repair the injector is never asked about, whatever labels say: while it is away, no pod could be made
 * there. That is Kubernetes, the mesh and the operator.
 */
function injectedNamespaces({ spec, operatorNamespace = OPERATOR_NAMESPACE }: Mesh): object {
  const repairers = [...new Set([spec.namespace, ...KUBERNETES_NAMESPACES, operatorNamespace])];
  const others = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: repairers };
  if (!spec.sidecar.injectNamespacesByDefault) {
    return { matchLabels: { 'istio-injection': 'enabled' }, matchExpressions: [others] };
  }
  return {
    matchExpressions: [
      { key: 'name', operator: 'NotIn', values: [spec.namespace] },
      others,
      { key: 'istio-injection', operator: 'NotIn', values: ['disabled'] },
    ],
  };
}
