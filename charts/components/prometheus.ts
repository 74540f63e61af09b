import { rowOf } from '../catalog/minor.ts';
import { PROMETHEUS, type CertificateWait, type PrometheusFacts } from '../catalog/prometheus.ts';
import { configChecksum } from '../kit/checksum.ts';
import { prometheusDuration } from '../kit/duration.ts';
import { addonImage } from '../kit/images.ts';
import { ingressOf } from '../kit/ingress.ts';
import { ipFamiliesOf } from '../kit/ip-families.ts';
import { clusterAccess, configMap, READ, rule, service, serviceAccount } from '../kit/objects.ts';
import type { Container, Manifest, PodSpec, PolicyRule, Probe, Volume } from '../kit/types.ts';
import { container, deployment, environment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { scrapeConfig } from './scrape/config.ts';
import { CERTIFICATES } from './scrape/jobs.ts';

const NAME = 'prometheus';
const LABELS = { app: NAME };
const PORT = 9090;
const CERTIFICATE_MOUNT = { name: 'istio-certs', mountPath: CERTIFICATES };

const ACCESS: PolicyRule[] = [
  rule([''], ['nodes', 'services', 'endpoints', 'pods', 'nodes/proxy'], READ),
  rule([''], ['configmaps'], ['get']),
  { nonResourceURLs: ['/metrics'], verbs: ['get'] },
];

/** Prometheus scrapes the mesh and keeps the samples in the pod for spec.components.prometheus.retention. */
export function prometheus(mesh: Mesh): Manifest[] {
  const { components, namespace, version } = mesh.spec;
  const facts = rowOf(PROMETHEUS, version);
  const role = `${NAME}-${namespace}`;
  const workload = { name: NAME, labels: LABELS, selector: LABELS, settings: components.prometheus };
  const config = configMap(mesh, NAME, LABELS, { 'prometheus.yml': scrapeConfig(mesh) });
  return [
    serviceAccount(mesh, NAME, LABELS),
    ...clusterAccess(mesh, { role, binding: role, account: NAME }, LABELS, ACCESS),
    config,
    service(
      mesh,
      NAME,
      { ...LABELS, ...facts.serviceLabels },
      {
        ports: [{ name: 'http-prometheus', protocol: 'TCP', port: PORT }],
        selector: LABELS,
        ...ipFamiliesOf(components.prometheus.service),
      },
      { 'prometheus.io/scrape': 'true', ...components.prometheus.service.annotations },
    ),
    ...nodePort(mesh, facts),
    deployment(mesh, {
      ...workload,
      podLabels: LABELS,
      podAnnotations: configChecksum([config]),
      pod: pod(mesh, facts),
    }),
    ...scaling(mesh, workload),
    ...ingressOf(mesh, components.prometheus.ingress, {
      name: NAME,
      labels: LABELS,
      service: NAME,
      port: PORT,
      path: components.prometheus.contextPath,
    }),
  ];
}

/** A Service of its own, so that the other one keeps its type. */
function nodePort(mesh: Mesh, facts: PrometheusFacts): Manifest[] {
  const settings = mesh.spec.components.prometheus.service;
  const { enabled, port: nodePort } = settings.nodePort;
  if (!enabled) return [];
  const ports = [{ name: 'http-prometheus', port: PORT, nodePort }];
  const labels = { ...LABELS, ...facts.serviceLabels };
  const spec = { type: 'NodePort', ports, selector: LABELS, ...ipFamiliesOf(settings) };
  return [service(mesh, `${NAME}-nodeport`, labels, spec)];
}

function pod(mesh: Mesh, facts: PrometheusFacts): PodSpec {
  return {
    serviceAccountName: NAME,
    ...(facts.certificateWait !== undefined &&
      mesh.spec.components.citadel.enabled && { initContainers: [waiting(mesh, facts.certificateWait)] }),
    containers: [prometheusContainer(mesh, facts)],
    volumes: [{ name: 'config-volume', configMap: { name: NAME } }, ...certificate(mesh, facts)],
  };
}

function waiting(mesh: Mesh, { image, command }: CertificateWait): Container {
  const name = 'prom-init';
  return {
    name,
    image: addonImage(mesh, name, image),
    imagePullPolicy: mesh.spec.images.pullPolicy,
    command: [...command],
    volumeMounts: [CERTIFICATE_MOUNT],
  };
}

/**
 * Where citadel makes the certificate, the pod waits for it. Where nothing of ours makes it, it is mounted if it
 * exists: without it only the job over mutual TLS stays without targets.
 */
function certificate(mesh: Mesh, facts: PrometheusFacts): Volume[] {
  if (facts.certificate === 'none') return [];
  const { citadel, prometheus: settings } = mesh.spec.components;
  const required = facts.certificate === 'required' && citadel.enabled && settings.requireCertificate;
  const secret = { secretName: 'istio.default', defaultMode: 0o644 };
  return [{ name: CERTIFICATE_MOUNT.name, secret: required ? secret : { ...secret, optional: true } }];
}

function prometheusContainer(mesh: Mesh, facts: PrometheusFacts): Container {
  const settings = mesh.spec.components.prometheus;
  const image = addonImage(mesh, NAME, facts.image, settings.image);
  const env = environment({}, settings.env);
  return {
    ...container(mesh, NAME, image, settings.resources),
    args: [
      `--storage.tsdb.retention=${prometheusDuration(settings.retention)}`,
      '--config.file=/etc/prometheus/prometheus.yml',
    ],
    ports: [{ name: 'http', containerPort: PORT }],
    ...(env.length > 0 && { env }),
    livenessProbe: probe('/-/healthy'),
    readinessProbe: probe('/-/ready'),
    volumeMounts: [
      { name: 'config-volume', mountPath: '/etc/prometheus' },
      ...(facts.certificate === 'none' ? [] : [CERTIFICATE_MOUNT]),
    ],
  };
}

const probe = (path: string): Probe => ({ httpGet: { path, port: PORT } });
