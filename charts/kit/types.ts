import type { k8s } from 'cdk8s-plus-27';
import type { Manifest } from '../../src/api/manifest.ts';

/** A type of cdk8s-plus-27 as plain JSON: its Quantity and IntOrString wrappers become what they wrap. */
export type Plain<T> = T extends k8s.Quantity
  ? string | number
  : T extends k8s.IntOrString
    ? string | number
    : T extends Date
      ? string
      : T extends readonly (infer U)[]
        ? Plain<U>[]
        : T extends object
          ? { -readonly [K in keyof T]: Plain<T[K]> }
          : T;

export type Container = Plain<k8s.Container>;
export type ContainerPort = Plain<k8s.ContainerPort>;
export type EnvVar = Plain<k8s.EnvVar>;
export type PodSpec = Plain<k8s.PodSpec>;
export type Probe = Plain<k8s.Probe>;
/** cdk8s writes this field as nonResourceUrLs and renames it when it serializes, which we do not ask it to. */
export type PolicyRule = Omit<Plain<k8s.PolicyRule>, 'nonResourceUrLs'> & { nonResourceURLs?: string[] };
export type ServicePort = Plain<k8s.ServicePort>;
/** As with PolicyRule: cdk8s calls it clusterIp. */
export type ServiceSpec = Omit<Plain<k8s.ServiceSpec>, 'clusterIp'> & { clusterIP?: string };
export type Volume = Plain<k8s.Volume>;
export type VolumeMount = Plain<k8s.VolumeMount>;
export type DeploymentSpec = Plain<k8s.DeploymentSpec>;
export type WebhookRule = Plain<k8s.RuleWithOperations>;
export type Labels = Record<string, string>;
export type { Manifest };
