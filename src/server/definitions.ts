/** What is measured, under one name. */
export interface Definition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in the unit that its name ends with. */
  readonly buckets?: readonly number[];
}

const counter = (help: string, ...labels: string[]): Definition => ({ type: 'counter', help, labels });
const gauge = (help: string, ...labels: string[]): Definition => ({ type: 'gauge', help, labels });

/** What the operator says of itself. */
const OPERATOR_METRICS = {
  meshwright_build_info: gauge('1, with the version of the operator.', 'version'),
  meshwright_leader: gauge('1 in the replica that acts, 0 in one that stands by.'),
  meshwright_lease_renewed_timestamp_seconds: gauge('When this replica last took or renewed the Lease.'),
  meshwright_last_pass_timestamp_seconds: gauge('When this replica last ended a pass over a mesh, however it ended.'),
  meshwright_passes_total: counter('Passes over meshes that have ended, by result.', 'result'),
  meshwright_pass_duration_seconds: {
    ...gauge('How long passes took.'),
    type: 'histogram',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60],
  },
  meshwright_queue_depth: gauge('Meshes that could be worked on now and wait for a worker.'),
  meshwright_apiserver_requests_total: counter(
    'Requests to the apiserver, by verb and HTTP status; error where no answer came.',
    'verb',
    'code',
  ),
} as const satisfies Record<string, Definition>;

/** What was counted for a mesh since the operator started. */
const MESH_COUNTERS = {
  meshwright_hops_total: counter(
    'Hops that have ended, by outcome; an installation has no from.',
    'mesh',
    'from',
    'to',
    'outcome',
  ),
  meshwright_hop_failures_total: counter(
    'Hops that failed, by the component that did not come up and what became of the hop.',
    'mesh',
    'from',
    'to',
    'component',
    'outcome',
  ),
  meshwright_contests_total: counter(
    'Fields that another manager set again and again, each time that they were left to it for an hour.',
    'mesh',
  ),
} as const satisfies Record<string, Definition>;

/** What the status of a mesh says. */
export const MESH_GAUGES = {
  meshwright_mesh_info: gauge(
    '1, with the Istio version that is installed, the one that is asked for, and the profile.',
    'mesh',
    'namespace',
    'version',
    'target',
    'profile',
  ),
  meshwright_mesh_phase: gauge('1 for the phase that the mesh is in, 0 for the others.', 'mesh', 'phase'),
  meshwright_mesh_condition: gauge(
    '1 for the status that the condition has (True, False or Unknown), 0 for the others.',
    'mesh',
    'type',
    'status',
  ),
  meshwright_mesh_components: gauge('Components of the mesh.', 'mesh'),
  meshwright_mesh_components_ready: gauge('Components of the mesh that work.', 'mesh'),
  meshwright_component_ready: gauge('1 where the component or gateway works.', 'mesh', 'component'),
  meshwright_mesh_proxies: gauge('Sidecars and gateways of the mesh.', 'mesh'),
  meshwright_mesh_proxies_up_to_date: gauge('Sidecars and gateways of the installed Istio version.', 'mesh'),
  meshwright_hop_started_timestamp_seconds: gauge('When the hop that goes on began.', 'mesh', 'from', 'to'),
  meshwright_hop_steps: gauge(
    'Steps of the hop that goes on or waits, by state (Pending, Running, Done or Failed).',
    'mesh',
    'state',
  ),
  meshwright_certificate_expiration_timestamp_seconds: gauge(
    "When a certificate ends: root is the mesh's authority, webhook what the injector serves with.",
    'mesh',
    'certificate',
  ),
} as const satisfies Record<string, Definition>;

/** A name of MESH_GAUGES. */
export type MeshGauge = keyof typeof MESH_GAUGES;

/** Every metric of ours. */
export const METRICS = { ...OPERATOR_METRICS, ...MESH_COUNTERS, ...MESH_GAUGES };

/** A name of METRICS. */
export type MetricName = keyof typeof METRICS;
