/** Environment of the sidecar by name; DATADOG stands for what the datadog tracer needs. */
export type SidecarVariable =
  | 'DATADOG'
  | 'INSTANCE_IP'
  | 'ISTIO_AUTO_MTLS_ENABLED'
  | 'ISTIO_BOOTSTRAP_OVERRIDE'
  | 'ISTIO_METAJSON_ANNOTATIONS'
  | 'ISTIO_METAJSON_LABELS'
  | 'ISTIO_META_CLUSTER_ID'
  | 'ISTIO_META_CONFIG_NAMESPACE'
  | 'ISTIO_META_INCLUDE_INBOUND_PORTS'
  | 'ISTIO_META_INTERCEPTION_MODE'
  | 'ISTIO_META_MESH_ID'
  | 'ISTIO_META_NETWORK'
  | 'ISTIO_META_OWNER'
  | 'ISTIO_META_POD_NAME'
  | 'ISTIO_META_POD_PORTS'
  | 'ISTIO_META_WORKLOAD_NAME'
  | 'POD_NAME'
  | 'POD_NAMESPACE'
  | 'SDS_ENABLED'
  | 'SERVICE_ACCOUNT';

type Variables = readonly SidecarVariable[];

const metadata: Variables = ['ISTIO_METAJSON_ANNOTATIONS', 'ISTIO_METAJSON_LABELS'];

/** Up to 1.0.2. */
export const OLDEST_VARIABLES: Variables = [
  'POD_NAME',
  'POD_NAMESPACE',
  'INSTANCE_IP',
  'ISTIO_META_POD_NAME',
  'ISTIO_META_INTERCEPTION_MODE',
];

/**
 * 1.0.3 and later patches of 1.0. The chart of 1.0.3 itself had a variable for each label instead of one for all; the
 * sidecar makes the same of both, but Kubernetes refuses variables that are named after labels like `example.com/app`.
 */
export const SINCE_1_0_3_VARIABLES: Variables = [...OLDEST_VARIABLES, ...metadata];

const workload: Variables = ['DATADOG', 'ISTIO_META_POD_NAME', 'ISTIO_META_CONFIG_NAMESPACE'];

/** 1.1. */
export const SINCE_1_1_VARIABLES: Variables = [
  'POD_NAME',
  'POD_NAMESPACE',
  'INSTANCE_IP',
  ...workload,
  'ISTIO_META_INTERCEPTION_MODE',
  'ISTIO_META_NETWORK',
  ...metadata,
  'ISTIO_BOOTSTRAP_OVERRIDE',
];

/** 1.2. */
export const SINCE_1_2_VARIABLES: Variables = [
  'POD_NAME',
  'POD_NAMESPACE',
  'INSTANCE_IP',
  ...workload,
  'ISTIO_META_INTERCEPTION_MODE',
  'ISTIO_META_INCLUDE_INBOUND_PORTS',
  'ISTIO_META_NETWORK',
  ...metadata,
  'ISTIO_BOOTSTRAP_OVERRIDE',
];

const pod: Variables = [
  'POD_NAME',
  'ISTIO_META_POD_PORTS',
  'ISTIO_META_CLUSTER_ID',
  'POD_NAMESPACE',
  'INSTANCE_IP',
  'SERVICE_ACCOUNT',
];

const identity: Variables = [
  'DATADOG',
  'ISTIO_META_POD_NAME',
  'ISTIO_META_CONFIG_NAMESPACE',
  'SDS_ENABLED',
  'ISTIO_META_INTERCEPTION_MODE',
  'ISTIO_META_INCLUDE_INBOUND_PORTS',
  'ISTIO_META_NETWORK',
  'ISTIO_METAJSON_ANNOTATIONS',
  'ISTIO_METAJSON_LABELS',
  'ISTIO_META_WORKLOAD_NAME',
  'ISTIO_META_OWNER',
  'ISTIO_BOOTSTRAP_OVERRIDE',
  'ISTIO_META_MESH_ID',
];

/** 1.3. */
export const SINCE_1_3_VARIABLES: Variables = [...pod, ...identity];

/** 1.4. */
export const SINCE_1_4_VARIABLES: Variables = [...pod, 'ISTIO_AUTO_MTLS_ENABLED', ...identity];
