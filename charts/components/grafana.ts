import { dump } from 'js-yaml';
import { GRAFANA } from '../catalog/grafana.ts';
import { rowOf } from '../catalog/minor.ts';
import { configChecksum } from '../kit/checksum.ts';
import { addonImage, podPullSecrets } from '../kit/images.ts';
import { configMap, namespaced, service } from '../kit/objects.ts';
import type { Container, EnvVar, Manifest, Volume, VolumeMount } from '../kit/types.ts';
import { container, deployment, scaling, variables } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';
import { dashboards } from './dashboards/library.ts';

const NAME = 'grafana';
const LABELS = { app: NAME };
const CONFIG = 'istio-grafana';
const CONFIG_LABELS = { ...LABELS, istio: NAME };
const CLAIM = 'istio-grafana-pvc';
const PORT = 3000;
const DATA = '/data/grafana';
const DASHBOARDS = '/var/lib/grafana/dashboards/istio';

/** Grafana's own user and group in its image. */
const USER = 472;

/** Grafana with the mesh's Prometheus as data source and the dashboards of the mesh. */
export function grafana(mesh: Mesh): Manifest[] {
  const settings = mesh.spec.components.grafana;
  const workload = { name: NAME, labels: LABELS, selector: LABELS, settings };
  const files = dashboardFiles(mesh);
  const config = configMap(mesh, CONFIG, CONFIG_LABELS, provisioning());
  const configMaps = [config, ...files.map((file) => file.manifest)];
  return [
    ...configMaps,
    ...(settings.persistence.enabled ? [claim(mesh)] : []),
    service(mesh, NAME, LABELS, {
      type: 'ClusterIP',
      ports: [{ name: 'http', protocol: 'TCP', port: PORT, targetPort: PORT }],
      selector: LABELS,
    }),
    deployment(mesh, {
      ...workload,
      podLabels: LABELS,
      podAnnotations: { 'prometheus.io/scrape': 'true', ...configChecksum(configMaps) },
      // Two Grafanas at once would fight over one database.
      ...(settings.persistence.enabled && { strategy: 'Recreate' }),
      pod: {
        ...podPullSecrets(mesh),
        securityContext: { runAsUser: USER, fsGroup: USER },
        containers: [grafanaContainer(mesh, files)],
        volumes: [
          { name: 'config', configMap: { name: CONFIG } },
          { name: 'data', ...(settings.persistence.enabled ? persistent : { emptyDir: {} }) },
          ...files.map((file) => file.volume),
        ],
      },
    }),
    ...scaling(mesh, workload),
    plainTextPolicy(mesh),
  ];
}

/** A dashboard: the ConfigMap that holds it, and how it gets into the pod. */
interface DashboardFile {
  readonly manifest: Manifest;
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

function dashboardFiles(mesh: Mesh): DashboardFile[] {
  return dashboards(mesh).map(({ name, json }) => {
    const configMapName = `istio-grafana-configuration-dashboards-${name}`;
    const volume = `dashboards-istio-${name}`;
    const file = `${name}.json`;
    return {
      manifest: configMap(mesh, configMapName, CONFIG_LABELS, { [file]: json }),
      volume: { name: volume, configMap: { name: configMapName } },
      mount: { name: volume, mountPath: `${DASHBOARDS}/${file}`, subPath: file, readOnly: true },
    };
  });
}

/** Where Grafana finds its data source and its dashboards (grafana.com/docs, "Provisioning"). */
function provisioning(): Record<string, string> {
  const datasource = {
    name: 'Prometheus',
    type: 'prometheus',
    orgId: 1,
    url: 'http://prometheus:9090',
    access: 'proxy',
    isDefault: true,
    jsonData: { timeInterval: '5s' },
    editable: true,
  };
  const options = { path: DASHBOARDS };
  const provider = { name: 'istio', orgId: 1, folder: 'istio', type: 'file', disableDeletion: false, options };
  return {
    'datasources.yaml': dump({ apiVersion: 1, datasources: [datasource] }),
    'dashboardproviders.yaml': dump({ apiVersion: 1, providers: [provider] }),
  };
}

const persistent: Omit<Volume, 'name'> = { persistentVolumeClaim: { claimName: CLAIM } };

/** An empty storage class is left out: the cluster's default class is meant, not "none". */
function claim(mesh: Mesh): Manifest {
  const { storageClassName, accessMode, size } = mesh.spec.components.grafana.persistence;
  return {
    ...namespaced(mesh, 'v1', 'PersistentVolumeClaim', CLAIM, LABELS),
    spec: {
      accessModes: [accessMode],
      ...(storageClassName !== '' && { storageClassName }),
      resources: { requests: { storage: size } },
    },
  };
}

function grafanaContainer(mesh: Mesh, files: readonly DashboardFile[]): Container {
  const settings = mesh.spec.components.grafana;
  const facts = rowOf(GRAFANA, mesh.spec.version);
  const provisioned = (kind: string, file: string): VolumeMount => ({
    name: 'config',
    mountPath: `/etc/grafana/provisioning/${kind}/${file}`,
    subPath: file,
  });
  return {
    ...container(mesh, NAME, addonImage(mesh, NAME, facts.image, settings.image), settings.resources),
    ports: [{ containerPort: PORT }],
    readinessProbe: { httpGet: { path: facts.readinessPath, port: PORT } },
    env: grafanaEnv(settings),
    volumeMounts: [
      { name: 'data', mountPath: DATA },
      ...files.map((file) => file.mount),
      provisioned('datasources', 'datasources.yaml'),
      provisioned('dashboards', 'dashboardproviders.yaml'),
    ],
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

function grafanaEnv({ auth, env }: Mesh['spec']['components']['grafana']): EnvVar[] {
  const fromSecret = (name: string, key: string): EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: auth.secretName, key } },
  });
  const administrator = [
    fromSecret('GF_SECURITY_ADMIN_USER', auth.usernameKey),
    fromSecret('GF_SECURITY_ADMIN_PASSWORD', auth.passphraseKey),
  ].filter(({ name }) => !Object.hasOwn(env, name));
  return [
    ...(auth.enabled ? administrator : []),
    ...variables({
      GRAFANA_PORT: String(PORT),
      GF_PATHS_DATA: DATA,
      ...(auth.enabled ? WITH_LOGIN : ANONYMOUS),
      ...env,
    }),
  ];
}

/** Grafana has no sidecar: clients in a mesh with strict mutual TLS must reach it in plain text. */
function plainTextPolicy(mesh: Mesh): Manifest {
  return {
    ...namespaced(mesh, 'authentication.istio.io/v1alpha1', 'Policy', 'grafana-ports-mtls-disabled', LABELS),
    spec: { targets: [{ name: NAME, ports: [{ number: PORT }] }] },
  };
}
