import { dump } from 'js-yaml';
import { KIALI, type KialiFacts } from '../catalog/kiali.ts';
import type { KialiAccess } from '../catalog/kiali-access.ts';
import { PORT, type KialiSurroundings } from '../catalog/kiali-config.ts';
import { rowOf } from '../catalog/minor.ts';
import { configChecksum } from '../kit/checksum.ts';
import { addonImage } from '../kit/images.ts';
import { ingressOf } from '../kit/ingress.ts';
import { clusterAccess, clusterScoped, configMap, READ, rule, service, serviceAccount } from '../kit/objects.ts';
import type { Container, EnvVar, Manifest, PodSpec, PolicyRule, Probe, Volume } from '../kit/types.ts';
import { container, deployment, environment, scaling } from '../kit/workload.ts';
import type { Mesh } from '../mesh.ts';

const NAME = 'kiali';
const LABELS = { app: NAME };
const ACCOUNT = 'kiali-service-account';
const CONFIG_PATH = '/kiali-configuration';

/**
 * Kiali, the console of the mesh. People log in with user name and passphrase of the Secret `kiali`, which is theirs
 * to create: until it exists Kiali runs, and lets nobody in.
 */
export function kiali(mesh: Mesh): Manifest[] {
  const facts = rowOf(KIALI, mesh.spec.version);
  const workload = { name: NAME, labels: LABELS, selector: LABELS, settings: mesh.spec.components.kiali };
  const config = configMap(mesh, NAME, LABELS, { 'config.yaml': dump(configuration(mesh, facts)) });
  return [
    serviceAccount(mesh, ACCOUNT, LABELS),
    ...access(mesh, facts),
    config,
    service(mesh, NAME, LABELS, {
      ports: [{ name: 'http-kiali', protocol: 'TCP', port: PORT }],
      selector: LABELS,
    }),
    deployment(mesh, {
      ...workload,
      podLabels: LABELS,
      podAnnotations: { ...facts.podAnnotations, ...configChecksum([config]) },
      pod: pod(mesh, facts),
    }),
    ...scaling(mesh, workload),
    ...ingressOf(mesh, workload.settings.ingress, {
      name: NAME,
      labels: LABELS,
      service: NAME,
      port: PORT,
      path: workload.settings.contextPath,
    }),
  ];
}

/** The account may change Istio's resources, or only read them; the other role is there for those who bind it. */
function access(mesh: Mesh, { access: { reads, istio, verbs, viewer } }: KialiFacts): Manifest[] {
  const { viewOnly } = mesh.spec.components.kiali;
  const rules = (resources: KialiAccess['istio'], allowed: readonly string[]): PolicyRule[] => [
    ...reads,
    ...Object.entries(resources).map(([group, kinds]) => rule([group], [...kinds], [...allowed])),
  ];
  const roles = [
    { name: NAME, kind: 'admin', rules: rules(istio, verbs) },
    ...(viewer === undefined ? [] : [{ name: `${NAME}-viewer`, kind: 'viewer', rules: rules(viewer, READ) }]),
  ];
  const bound = viewOnly ? 'viewer' : 'admin';
  const binding = `istio-kiali-${bound}-role-binding-${mesh.spec.namespace}`;
  return roles.flatMap((role) =>
    role.kind === bound
      ? clusterAccess(mesh, { role: role.name, binding, account: ACCOUNT }, LABELS, role.rules)
      : [{ ...clusterScoped('rbac.authorization.k8s.io/v1', 'ClusterRole', role.name, LABELS), rules: role.rules }],
  );
}

/** Kiali's own defaults assume istio-system, cluster.local and every add-on: all of that is said here. */
function configuration(mesh: Mesh, facts: KialiFacts): object {
  return facts.config(surroundings(mesh));
}

function surroundings({ spec }: Mesh): KialiSurroundings {
  const { namespace, components, mesh } = spec;
  const { kiali: settings, tracing } = components;
  return {
    namespace,
    clusterDomain: mesh.clusterDomain,
    grafana: components.grafana.enabled,
    jaeger: tracing.enabled && tracing.provider === 'jaeger',
    grafanaURL: settings.grafanaURL,
    jaegerURL: settings.jaegerURL,
    jaegerInCluster: `http://tracing.${namespace}${tracing.contextPath || '/jaeger'}`,
    prometheusURL: settings.prometheusAddress,
    webRoot: settings.contextPath,
    strategy: settings.auth.strategy,
  };
}

/** A volume and where it is mounted. */
interface Mounted {
  readonly volume: Volume;
  readonly path: string;
}

function mounted({ spec }: Mesh, { certificate, credentials }: KialiFacts): Mounted[] {
  const secret = (name: string, secretName: string): Mounted => ({
    volume: { name, secret: { secretName, optional: true } },
    path: `/${name}`,
  });
  return [
    { volume: { name: 'kiali-configuration', configMap: { name: NAME } }, path: CONFIG_PATH },
    ...(certificate ? [secret('kiali-cert', `istio.${ACCOUNT}`)] : []),
    ...(credentials === 'mounted' ? [secret('kiali-secret', spec.components.kiali.auth.secretName)] : []),
  ];
}

function pod(mesh: Mesh, facts: KialiFacts): PodSpec {
  return {
    serviceAccountName: ACCOUNT,
    containers: [kialiContainer(mesh, facts)],
    volumes: mounted(mesh, facts).map(({ volume }) => volume),
  };
}

/**
 * The key that signs log-in tokens is the pod's UID: random, gone with the pod, and in no manifest. Without, everybody
 * knows it, or (since 1.15.1) Kiali does not start. It is not the only secret in the signature, Kiali mixes the
 * passphrase in (since 1.15.1). Several replicas need one key that they share: set LOGIN_TOKEN_SIGNING_KEY in
 * spec.components.kiali.env.
 */
const FIELDS = { ACTIVE_NAMESPACE: 'metadata.namespace', LOGIN_TOKEN_SIGNING_KEY: 'metadata.uid' };

function kialiContainer(mesh: Mesh, facts: KialiFacts): Container {
  const settings = mesh.spec.components.kiali;
  return {
    ...container(mesh, NAME, addonImage(mesh, NAME, facts.image, settings.image), settings.resources),
    command: ['/opt/kiali/kiali', '-config', `${CONFIG_PATH}/config.yaml`, '-v', String(facts.verbosity)],
    ...probes(mesh, facts),
    env: [...credentialsEnv(mesh, facts), ...environment(FIELDS, { ...variablesOf(mesh, facts), ...settings.env })],
    volumeMounts: mounted(mesh, facts).map(({ volume, path }) => ({ name: volume.name, mountPath: path })),
  };
}

function variablesOf({ spec }: Mesh, { env, surroundings: names }: KialiFacts): Record<string, string> {
  const { prometheusAddress, contextPath } = spec.components.kiali;
  return {
    ...env,
    ...(names.prometheus !== undefined && { [names.prometheus]: prometheusAddress }),
    ...(names.webRoot !== undefined && contextPath !== '' && { [names.webRoot]: contextPath }),
  };
}

function credentialsEnv({ spec }: Mesh, { credentials }: KialiFacts): EnvVar[] {
  if (credentials === 'mounted') return [];
  const optional = credentials === 'environment';
  const fromSecret = (name: string, key: string): EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: spec.components.kiali.auth.secretName, key, ...(optional && { optional }) } },
  });
  return [
    fromSecret('SERVER_CREDENTIALS_USERNAME', 'username'),
    fromSecret('SERVER_CREDENTIALS_PASSWORD', 'passphrase'),
  ];
}

function probes({ spec }: Mesh, { healthPath }: KialiFacts): Pick<Container, 'livenessProbe' | 'readinessProbe'> {
  if (healthPath === '') return {};
  const probe: Probe = {
    httpGet: { path: `${spec.components.kiali.contextPath}${healthPath}`, port: PORT, scheme: 'HTTP' },
    initialDelaySeconds: 5,
    periodSeconds: 30,
  };
  return { livenessProbe: probe, readinessProbe: probe };
}
