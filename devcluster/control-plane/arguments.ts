import { join } from 'node:path';
import type { KubernetesVersion } from '../binaries/catalog.ts';
import type { Layout, ProcessName } from './layout.ts';

/** What the command lines depend on. */
export interface ControlPlaneSettings {
  readonly layout: Layout;
  readonly kubernetes: KubernetesVersion;
  readonly ports: { readonly etcd: number; readonly etcdPeer: number; readonly apiserver: number };
  readonly audit: boolean;
  /** True if connections of the apiserver to cluster addresses go to a unix socket. */
  readonly egress: boolean;
  /** True if Services may have addresses of both IP families. */
  readonly dualStack: boolean;
  /** Files with kwok stages. */
  readonly stages: readonly string[];
}

/** Address range of Services; the first address is the apiserver's own Service. */
export const serviceRange = { cidr: '10.0.0.0/16', first: '10.0.0.1' };

// That of the second family. Releases before 1.33 keep a bit per address, and take no more than 20 of them.
const secondServiceRange = 'fd00:10::/108';

// Address range of pods.
const podRange = '10.244.0.0/16';

type Flags = Readonly<Record<string, string>>;

// kwok and the controllers are the only clients that write much: the default limits of 20 to 50 requests a second
// would be what a mesh of two hundred objects waits for.
const fastClient: Flags = { 'kube-api-qps': '2000', 'kube-api-burst': '4000' };

const flags: Record<ProcessName, (settings: ControlPlaneSettings) => Flags> = {
  etcd: ({ layout, ports }) => ({
    'data-dir': layout.etcdData,
    'listen-client-urls': `http://127.0.0.1:${ports.etcd}`,
    'advertise-client-urls': `http://127.0.0.1:${ports.etcd}`,
    'listen-peer-urls': `http://127.0.0.1:${ports.etcdPeer}`,
    'initial-advertise-peer-urls': `http://127.0.0.1:${ports.etcdPeer}`,
    'initial-cluster': `default=http://127.0.0.1:${ports.etcdPeer}`,
    // The data does not outlive the processes, so nothing has to reach the disk.
    'unsafe-no-fsync': 'true',
    'log-level': 'warn',
  }),
  'kube-apiserver': (settings) => ({
    ...apiserverFlags(settings),
    ...(settings.audit ? auditFlags(settings) : {}),
    ...(settings.egress ? { 'egress-selector-config-file': settings.layout.egressConfig } : {}),
  }),
  'kube-controller-manager': ({ layout }) => ({
    kubeconfig: layout.kubeconfig,
    'service-account-private-key-file': layout.pki('service-accounts.key'),
    'root-ca-file': layout.pki('ca.crt'),
    'use-service-account-credentials': 'true',
    'leader-elect': 'false',
    'secure-port': '0',
    ...fastClient,
  }),
  'kube-scheduler': ({ layout }) => ({
    kubeconfig: layout.kubeconfig,
    'leader-elect': 'false',
    'secure-port': '0',
    ...fastClient,
  }),
  kwok: ({ layout }) => ({
    kubeconfig: layout.kubeconfig,
    'manage-all-nodes': 'true',
    'node-lease-duration-seconds': '40',
    cidr: podRange,
  }),
};

function apiserverFlags({ layout, ports, dualStack }: ControlPlaneSettings): Flags {
  return {
    'etcd-servers': `http://127.0.0.1:${ports.etcd}`,
    'secure-port': String(ports.apiserver),
    'bind-address': '127.0.0.1',
    // The address is a loopback one, which the reconciler of the Service "kubernetes" refuses to publish.
    'endpoint-reconciler-type': 'none',
    'tls-cert-file': layout.pki('apiserver.crt'),
    'tls-private-key-file': layout.pki('apiserver.key'),
    'client-ca-file': layout.pki('ca.crt'),
    'service-account-key-file': layout.pki('service-accounts.key'),
    'service-account-signing-key-file': layout.pki('service-accounts.key'),
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-cluster-ip-range': dualStack ? `${serviceRange.cidr},${secondServiceRange}` : serviceRange.cidr,
    'authorization-mode': 'RBAC',
    'allow-privileged': 'true',
    profiling: 'false',
  };
}

function auditFlags({ layout }: ControlPlaneSettings): Flags {
  return { 'audit-policy-file': layout.auditPolicy, 'audit-log-path': layout.auditLog };
}

// Flags that one release needs beyond the common ones.
const releaseFlags: Record<KubernetesVersion, Partial<Record<ProcessName, Flags>>> = {
  '1.36': {},
  // Their plain HTTP ports are fixed and on by default, so two clusters could not run side by side.
  '1.21': { 'kube-controller-manager': { port: '0' }, 'kube-scheduler': { port: '0' } },
};

/** The command line of a process, without the program itself. */
export function processArguments(name: ProcessName, settings: ControlPlaneSettings): string[] {
  const all = { ...flags[name](settings), ...releaseFlags[settings.kubernetes][name] };
  const stages = name === 'kwok' ? settings.stages.map((file) => `--config=${file}`) : [];
  return [...Object.entries(all).map(([flag, value]) => `--${flag}=${value}`), ...stages];
}

/** Folder of our kwok stages. */
export const stagesFolder = join(import.meta.dirname, '..', 'stages');
