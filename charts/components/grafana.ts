import { dump } from 'js-yaml';
import { GRAFANA, type GrafanaFacts } from '../catalog/grafana.ts';
import { rowOf } from '../catalog/minor.ts';
import { configChecksum } from '../kit/checksum.ts';
import { claimOf, dataVolume } from '../kit/claim.ts';
import { addonImage, istioImage, podPullSecrets } from '../kit/images.ts';
import { ingressOf } from '../kit/ingress.ts';
import { ipFamiliesOf } from '../kit/ip-families.ts';
import { configMap, namespaced, service } from '../kit/objects.ts';
import type { Container, EnvVar, Labels, Manifest, PodSpec, ServiceSpec, Volume, VolumeMount } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { dashboards } from './dashboards/library.ts';

const NAME = 'grafana';
const POD_LABELS = { app: NAME };
const CONFIG = 'istio-grafana';
const DASHBOARDS_CONFIG = `${CONFIG}-configuration-dashboards`;
const CLAIM = 'istio-grafana-pvc';
const PORT = 3000;
const DATA = '/data/grafana';
const DASHBOARDS = '/var/lib/grafana/dashboards/istio';

/** Grafana with the mesh's Prometheus as data source and the dashboards of the mesh. */
export function grafana(mesh: Mesh): Manifest[] {
  const settings = mesh.spec.components.grafana;
  const facts = rowOf(GRAFANA, mesh.spec.version);
  const labels = { app: facts.label };
  const workload = { name: NAME, labels, selector: POD_LABELS, settings };
  const files = provisioned(mesh, facts);
  return [
    ...files.configMaps,
    ...claimOf(mesh, settings.persistence, CLAIM, labels),
    service(mesh, NAME, labels, serviceSpec(mesh), settings.service.annotations),
    deployment(mesh, {
      ...workload,
      podLabels: POD_LABELS,
      podAnnotations: { ...facts.podAnnotations, ...configChecksum(files.configMaps) },
      // Two Grafanas at once would fight over one database.
      ...(settings.persistence.enabled && { strategy: 'Recreate' }),
      pod: pod(mesh, facts, files),
    }),
    ...scaling(mesh, workload),
    ...ingressOf(mesh, settings.ingress, {
      name: NAME,
      labels,
      service: NAME,
      port: settings.service.port,
      path: settings.contextPath,
    }),
    plainTextPolicy(mesh, labels),
  ];
}

function serviceSpec({ spec }: Mesh): ServiceSpec {
  const settings = spec.components.grafana.service;
  const { type, port, portName, loadBalancerIP, loadBalancerSourceRanges } = settings;
  return {
    type,
    ports: [{ name: portName, protocol: 'TCP', port, targetPort: PORT }],
    selector: POD_LABELS,
    ...ipFamiliesOf(settings),
    ...(loadBalancerIP !== '' && { loadBalancerIP }),
    ...(loadBalancerSourceRanges.length > 0 && { loadBalancerSourceRanges }),
  };
}

function pod(mesh: Mesh, facts: GrafanaFacts, files: Files): PodSpec {
  const { persistence } = mesh.spec.components.grafana;
  return {
    ...podPullSecrets(mesh),
    ...(facts.user > 0 && { securityContext: { runAsUser: facts.user, fsGroup: facts.user } }),
    containers: [grafanaContainer(mesh, facts, files)],
    volumes: [dataVolume(persistence, CLAIM), ...files.volumes],
  };
}

/** What Grafana reads when it starts: ConfigMaps, and how they get into the pod. */
interface Files {
  readonly configMaps: readonly Manifest[];
  readonly volumes: readonly Volume[];
  readonly mounts: readonly VolumeMount[];
}

function provisioned(mesh: Mesh, facts: GrafanaFacts): Files {
  if (facts.provisioning === 'image') return { configMaps: [], volumes: [], mounts: [] };
  const labels = { app: facts.label, istio: NAME };
  const all = [
    dataSource(mesh, labels),
    ...(facts.provisioning === 'each' ? eachDashboard(mesh, labels) : [allDashboards(mesh, labels)]),
  ];
  return {
    configMaps: all.flatMap(({ configMaps }) => configMaps),
    volumes: all.flatMap(({ volumes }) => volumes),
    mounts: all.flatMap(({ mounts }) => mounts),
  };
}

function dataSource(mesh: Mesh, labels: Labels): Files {
  const mount = (kind: string, file: string): VolumeMount => ({
    name: 'config',
    mountPath: `/etc/grafana/provisioning/${kind}/${file}`,
    subPath: file,
  });
  return {
    configMaps: [configMap(mesh, CONFIG, labels, provisioning(mesh))],
    volumes: [{ name: 'config', configMap: { name: CONFIG } }],
    mounts: [mount('datasources', 'datasources.yaml'), mount('dashboards', 'dashboardproviders.yaml')],
  };
}

function allDashboards(mesh: Mesh, labels: Labels): Files {
  const volume = 'dashboards-istio';
  const files = Object.fromEntries(dashboards(mesh).map(({ name, json }) => [`${name}.json`, json]));
  return {
    configMaps: [configMap(mesh, DASHBOARDS_CONFIG, labels, files)],
    volumes: [{ name: volume, configMap: { name: DASHBOARDS_CONFIG } }],
    mounts: [{ name: volume, mountPath: DASHBOARDS }],
  };
}

function eachDashboard(mesh: Mesh, labels: Labels): Files[] {
  return dashboards(mesh).map(({ name, json }) => {
    const configMapName = `${DASHBOARDS_CONFIG}-${name}`;
    const volume = `dashboards-istio-${name}`;
    const file = `${name}.json`;
    return {
      configMaps: [configMap(mesh, configMapName, labels, { [file]: json })],
      volumes: [{ name: volume, configMap: { name: configMapName } }],
      mounts: [{ name: volume, mountPath: `${DASHBOARDS}/${file}`, subPath: file, readOnly: true }],
    };
  });
}

/** Where Grafana finds its data sources and its dashboards (grafana.com/docs, "Provisioning"). */
function provisioning({ spec }: Mesh): Record<string, string> {
  const { datasources, dashboardProviders: providers } = spec.components.grafana;
  return {
    'datasources.yaml': dump({ apiVersion: 1, datasources }),
    'dashboardproviders.yaml': dump({ apiVersion: 1, providers }),
  };
}

function grafanaContainer(mesh: Mesh, facts: GrafanaFacts, files: Files): Container {
  const settings = mesh.spec.components.grafana;
  const image =
    facts.image === ''
      ? istioImage(mesh, NAME, NAME, settings.image)
      : addonImage(mesh, NAME, facts.image, settings.image);
  return {
    ...container(mesh, NAME, image, settings.resources),
    ports: [{ containerPort: PORT }],
    readinessProbe: { httpGet: { path: facts.readinessPath, port: PORT } },
    env: grafanaEnv(settings),
    volumeMounts: [{ name: 'data', mountPath: DATA }, ...files.mounts],
  };
}

const ANONYMOUS = {
  GF_AUTH_BASIC_ENABLED: 'false',
  GF_AUTH_ANONYMOUS_ENABLED: 'true',
  GF_AUTH_ANONYMOUS_ORG_ROLE: 'Admin',
};

const WITH_LOGIN = {
  GF_AUTH_BASIC_ENABLED: 'true',
  GF_AUTH_ANONYMOUS_ENABLED: 'false',
  GF_AUTH_DISABLE_LOGIN_FORM: 'false',
};

function grafanaEnv({ auth, env, envSecrets }: Mesh['spec']['components']['grafana']): EnvVar[] {
  const fromSecret = (name: string, secret: string, key: string): EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  const isFree = ({ name }: EnvVar): boolean => !Object.hasOwn(env, name) && !Object.hasOwn(envSecrets, name);
  const administrator = [
    fromSecret('GF_SECURITY_ADMIN_USER', auth.secretName, auth.usernameKey),
    fromSecret('GF_SECURITY_ADMIN_PASSWORD', auth.secretName, auth.passphraseKey),
  ].filter(isFree);
  return [
    ...(auth.enabled ? administrator : []),
    ...variables({
      GRAFANA_PORT: String(PORT),
      GF_PATHS_DATA: DATA,
      ...(auth.enabled ? WITH_LOGIN : ANONYMOUS),
      ...env,
    }).filter(({ name }) => !Object.hasOwn(envSecrets, name)),
    ...Object.keys(envSecrets)
      .sort()
      .map((name) => fromSecret(name, envSecrets[name] ?? '', name)),
  ];
}

/** Grafana has no sidecar: clients in a mesh with strict mutual TLS must reach it in plain text. */
function plainTextPolicy(mesh: Mesh, labels: Labels): Manifest {
  return {
    ...namespaced(mesh, 'authentication.istio.io/v1alpha1', 'Policy', 'grafana-ports-mtls-disabled', labels),
    spec: { targets: [{ name: NAME, ports: [{ number: mesh.spec.components.grafana.service.port }] }] },
  };
}
