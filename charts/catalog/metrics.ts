import type { ByMinor } from './minor.ts';

/** How mixer reports the calls that it answers. */
export interface MixerCalls {
  /** Counter of calls that ended. */
  readonly completed: string;
  /** Histogram of their duration, without `_bucket`. */
  readonly latency: string;
  readonly unit: 's' | 'ms';
  /** Matcher of mixer's own calls. */
  readonly own: string;
  /** Label with the method. */
  readonly method: string;
  /** Label with the status of gRPC. */
  readonly status: string;
  /** Statuses that are mixer's fault rather than an answer; a regular expression. */
  readonly faults: string;
}

/** What differs between the metrics of the release lines. */
export interface MetricFacts {
  /** What the line calls a metric or label that 1.4 knows under another name; empty where it has no such thing. */
  readonly names: Readonly<Record<string, string>>;
  readonly mixerCalls: MixerCalls;
}

const ABSENT = '';

const absent = (...metrics: string[]): Record<string, string> =>
  Object.fromEntries(metrics.map((metric) => [metric, ABSENT]));

const prefixed = (from: string, to: string, metrics: readonly string[]): Record<string, string> =>
  Object.fromEntries(metrics.map((metric) => [`${from}${metric}`, `${to}${metric}`]));

/** OpenCensus' views of a gRPC server. */
const OPENCENSUS: MixerCalls = {
  completed: 'grpc_io_server_completed_rpcs',
  latency: 'grpc_io_server_server_latency',
  unit: 'ms',
  own: 'grpc_server_method=~"istio.mixer.v1.Mixer/.*"',
  method: 'grpc_server_method',
  status: 'grpc_server_status',
  faults: 'UNKNOWN|INTERNAL|UNAVAILABLE|DATA_LOSS|UNIMPLEMENTED|DEADLINE_EXCEEDED',
};

/** The interceptors of go-grpc-prometheus. */
const INTERCEPTORS: MixerCalls = {
  completed: 'grpc_server_handled_total',
  latency: 'grpc_server_handling_seconds',
  unit: 's',
  own: 'grpc_service="istio.mixer.v1.Mixer"',
  method: 'grpc_method',
  status: 'grpc_code',
  faults: 'Unknown|Internal|Unavailable|DataLoss|Unimplemented|DeadlineExceeded',
};

const SECRET_CONTROLLER = [
  'csr_err_count',
  'csr_sign_err_count',
  'secret_deleted_cert_count',
  'svc_acc_created_cert_count',
  'svc_acc_deleted_cert_count',
];

const MCP_SIZES = 'istio_mcp_message_sizes_bytes';

/** 1.3 lost the prefix of the secret controller. Up to 1.4.4 galley measures requests, not what it sends. */
const UNTIL_1_3: Record<string, string> = {
  ...prefixed('citadel_secret_controller_', '', SECRET_CONTROLLER),
  citadel_server_root_cert_expiry_timestamp: 'citadel_server_citadel_root_cert_expiry_timestamp',
  ...absent(MCP_SIZES, 'pilot_conflict_outbound_listener_http_over_https'),
};

const UNTIL_1_2: Record<string, string> = {
  ...prefixed('istio_mcp_', 'galley_mcp_source_', ['clients_total', 'request_acks_total', 'request_nacks_total']),
  ...absent(
    'galley_istio_networking_virtualservices',
    'galley_istio_networking_destinationrules',
    'galley_istio_networking_gateways',
    'galley_istio_authentication_meshpolicies',
    'pilot_proxy_queue_time',
  ),
};

const UNTIL_1_1 = absent('pilot_inbound_updates');

/** Galley only validates, and mixer has no rules for TCP connections and no reasons of Envoy. */
const UNTIL_1_0: Record<string, string> = {
  mixer_config_attributes_total: 'mixer_config_attribute_count',
  mixer_config_handler_configs_total: 'mixer_config_handler_config_count',
  mixer_config_handler_validation_error_total: 'mixer_config_handler_validation_error_count',
  mixer_config_instance_configs_total: 'mixer_config_instance_config_count',
  mixer_config_instance_config_errors_total: 'mixer_config_instance_config_error_count',
  mixer_config_rule_configs_total: 'mixer_config_rule_config_count',
  mixer_config_rule_config_errors_total: 'mixer_config_rule_config_error_count',
  mixer_config_rule_config_match_error_total: 'mixer_config_rule_config_match_error_count',
  mixer_config_unsatisfied_action_handler_total: 'mixer_config_unsatisfied_action_handler_count',
  mixer_handler_handler_build_failures_total: 'mixer_handler_handler_build_failure_count',
  mixer_runtime_dispatches_total: 'mixer_runtime_dispatch_count',
  mixer_runtime_dispatch_duration_seconds: 'mixer_runtime_dispatch_duration',
  ...absent(
    'istio_build',
    'istio_tcp_connections_opened_total',
    'response_flags',
    'istio_mcp_clients_total',
    'istio_mcp_request_acks_total',
    'istio_mcp_request_nacks_total',
    'galley_runtime_processor_events_processed_total',
    'galley_runtime_processor_snapshots_published_total',
    'galley_runtime_processor_snapshot_events_total',
    'galley_runtime_strategy_on_change_total',
    'galley_runtime_strategy_timer_max_time_reached_total',
    'galley_runtime_strategy_timer_quiesce_reached_total',
    'galley_runtime_strategy_timer_resets_total',
    'galley_runtime_state_type_instances_total',
    'galley_source_kube_event_success_total',
    'galley_source_kube_event_error_total',
    'galley_source_kube_dynamic_converter_failure_total',
    'mixer_loadshedding_requests_throttled',
  ),
};

/** Metrics by release, from the sources of pilot, galley, mixer and citadel, with / written as _. */
export const METRICS: ByMinor<MetricFacts> = {
  '1.0': { names: { ...UNTIL_1_3, ...UNTIL_1_2, ...UNTIL_1_1, ...UNTIL_1_0 }, mixerCalls: INTERCEPTORS },
  '1.1': { names: { ...UNTIL_1_3, ...UNTIL_1_2, ...UNTIL_1_1 }, mixerCalls: OPENCENSUS },
  '1.2': { names: { ...UNTIL_1_3, ...UNTIL_1_2 }, mixerCalls: OPENCENSUS },
  '1.3': { names: UNTIL_1_3, mixerCalls: OPENCENSUS },
  '1.3.5': { names: { pilot_conflict_outbound_listener_http_over_https: undefined } },
  '1.4': { names: absent(MCP_SIZES), mixerCalls: OPENCENSUS },
  '1.4.5': { names: { [MCP_SIZES]: undefined } },
};
