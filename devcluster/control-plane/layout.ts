import { join } from 'node:path';

/** Processes of a cluster, in the order in which they start; they stop the other way round. */
export const processNames = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;

/** Those that belong to a release of Kubernetes. */
export const releaseNames = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const;

/** One process of a cluster. */
export type ProcessName = (typeof processNames)[number];

/** Where one cluster keeps its files; everything is under `root` and goes away with it. */
export interface Layout {
  readonly root: string;
  readonly etcdData: string;
  /** PEM files: `<name>.crt` and `<name>.key`. */
  readonly pki: (file: string) => string;
  readonly kubeconfig: string;
  readonly auditLog: string;
  readonly auditPolicy: string;
  readonly egressConfig: string;
  /** kwok's stages for pods. */
  readonly podStages: string;
  /** Unix socket on which the simulation takes the apiserver's connections to cluster addresses. */
  readonly egressSocket: string;
  readonly log: (process: string) => string;
  /** One file per running process, named like it, holding its process group; the watchdog reads them. */
  readonly pids: string;
}

/** The files of a cluster under a folder. */
export function layoutOf(root: string): Layout {
  return {
    root,
    etcdData: join(root, 'etcd'),
    pki: (file) => join(root, 'pki', file),
    kubeconfig: join(root, 'kubeconfig'),
    auditLog: join(root, 'audit.log'),
    auditPolicy: join(root, 'audit-policy.json'),
    egressConfig: join(root, 'egress.json'),
    podStages: join(root, 'pod-stages.yaml'),
    egressSocket: join(root, 'egress.sock'),
    log: (process) => join(root, 'logs', `${process}.log`),
    pids: join(root, 'pids'),
  };
}
