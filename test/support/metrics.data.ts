import { livesIn, type Lifetime } from '../../charts/catalog/lifetime.ts';

/**
 * Metrics that dashboards may ask for, by who exports them: Istio (its source, `monitoring.New*`, `stats.Int64` and
 * `prometheus.New*`, with / written as _), its mixer rules, Envoy, Go's client library, gRPC and the kubelets.
 */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  'mixer rules': [
    'istio_requests_total',
    'istio_request_duration_seconds_bucket',
    'istio_request_bytes_bucket',
    'istio_request_bytes_sum',
    'istio_response_bytes_bucket',
    'istio_response_bytes_sum',
    'istio_tcp_received_bytes_total',
    'istio_tcp_sent_bytes_total',
    'istio_tcp_connections_opened_total',
  ],
  'every component': ['istio_build'],
  pilot: [
    'pilot_services',
    'pilot_virt_services',
    'pilot_xds',
    'pilot_xds_pushes',
    'pilot_xds_cds_reject',
    'pilot_xds_eds_reject',
    'pilot_xds_lds_reject',
    'pilot_xds_rds_reject',
    'pilot_xds_write_timeout',
    'pilot_xds_push_context_errors',
    'pilot_total_xds_internal_errors',
    'pilot_inbound_updates',
    'pilot_proxy_convergence_time_bucket',
    'pilot_proxy_queue_time_bucket',
    'pilot_conflict_inbound_listener',
    'pilot_conflict_outbound_listener_http_over_current_tcp',
    'pilot_conflict_outbound_listener_http_over_https',
    'pilot_conflict_outbound_listener_tcp_over_current_tcp',
    'pilot_conflict_outbound_listener_tcp_over_current_http',
    'pilot_vservice_dup_domain',
    'pilot_destrule_subsets',
    'pilot_duplicate_envoy_clusters',
    'pilot_eds_no_instances',
    'pilot_endpoint_not_ready',
    'pilot_no_ip',
    'endpoint_no_pod',
  ],
  galley: [
    'galley_istio_networking_virtualservices',
    'galley_istio_networking_destinationrules',
    'galley_istio_networking_gateways',
    'galley_istio_authentication_meshpolicies',
    'galley_runtime_processor_events_processed_total',
    'galley_runtime_processor_snapshots_published_total',
    'galley_runtime_processor_snapshot_events_total_bucket',
    'galley_runtime_strategy_on_change_total',
    'galley_runtime_strategy_timer_max_time_reached_total',
    'galley_runtime_strategy_timer_quiesce_reached_total',
    'galley_runtime_strategy_timer_resets_total',
    'galley_runtime_state_type_instances_total',
    'galley_validation_cert_key_updates',
    'galley_validation_cert_key_update_errors',
    'galley_validation_passed',
    'galley_validation_failed',
    'galley_validation_http_error',
    'galley_source_kube_event_success_total',
    'galley_source_kube_event_error_total',
    'galley_source_kube_dynamic_converter_failure_total',
    'istio_mcp_clients_total',
    'istio_mcp_request_acks_total',
    'istio_mcp_request_nacks_total',
    'istio_mcp_message_sizes_bytes_bucket',
  ],
  mixer: [
    'mixer_config_attributes_total',
    'mixer_config_handler_configs_total',
    'mixer_config_handler_validation_error_total',
    'mixer_config_instance_configs_total',
    'mixer_config_instance_config_errors_total',
    'mixer_config_rule_configs_total',
    'mixer_config_rule_config_errors_total',
    'mixer_config_rule_config_match_error_total',
    'mixer_config_unsatisfied_action_handler_total',
    'mixer_handler_handler_build_failures_total',
    'mixer_loadshedding_requests_throttled',
    'mixer_runtime_dispatches_total',
    'mixer_runtime_dispatch_duration_seconds_bucket',
  ],
  'gRPC of mixer': ['grpc_io_server_completed_rpcs', 'grpc_io_server_server_latency_bucket'],
  citadel: [
    'citadel_secret_controller_csr_err_count',
    'citadel_secret_controller_csr_sign_err_count',
    'citadel_secret_controller_secret_deleted_cert_count',
    'citadel_secret_controller_svc_acc_created_cert_count',
    'citadel_secret_controller_svc_acc_deleted_cert_count',
    'citadel_server_authentication_failure_count',
    'citadel_server_csr_count',
    'citadel_server_csr_parsing_err_count',
    'citadel_server_csr_sign_err_count',
    'citadel_server_id_extraction_err_count',
    'citadel_server_root_cert_expiry_timestamp',
    'citadel_server_success_cert_issuance_count',
  ],
  'Envoy, of what Istio lets it report (server, cluster.xds-grpc)': [
    'envoy_server_total_connections',
    'envoy_cluster_upstream_cx_active',
    'envoy_cluster_upstream_cx_total',
    'envoy_cluster_upstream_cx_connect_fail',
    'envoy_cluster_upstream_cx_connect_timeout',
    'envoy_cluster_upstream_cx_rx_bytes_total',
    'envoy_cluster_upstream_cx_tx_bytes_total',
    'envoy_cluster_upstream_rq_pending_failure_eject',
  ],
  'Go programs': [
    'go_goroutines',
    'go_memstats_heap_inuse_bytes',
    'go_memstats_stack_inuse_bytes',
    'process_cpu_seconds_total',
    'process_open_fds',
    'process_resident_memory_bytes',
  ],
  kubelets: ['container_cpu_usage_seconds_total', 'container_memory_working_set_bytes', 'container_fs_usage_bytes'],
};

const each = (lifetime: Lifetime, prefix: string, ...names: string[]): [string, Lifetime][] =>
  names.map((name) => [`${prefix}${name}`, lifetime]);

const MIXER_COUNTS_1_0 = [
  'attribute_count',
  'handler_config_count',
  'handler_validation_error_count',
  'instance_config_count',
  'instance_config_error_count',
  'rule_config_count',
  'rule_config_error_count',
  'rule_config_match_error_count',
  'unsatisfied_action_handler_count',
];

const SECRET_CONTROLLER = (METRICS['citadel'] ?? []).filter((name) => name.includes('_secret_controller_'));
const unprefixed = SECRET_CONTROLLER.map((name) => name.replace('citadel_secret_controller_', ''));
const beginning = (owner: string, prefix: string): string[] =>
  (METRICS[owner] ?? []).filter((name) => name.startsWith(prefix));

/** Metrics that not every release has. */
const LIFETIMES: Readonly<Record<string, Lifetime>> = Object.fromEntries([
  ...each({ since: '1.1' }, '', 'istio_build', 'istio_tcp_connections_opened_total'),
  ...each({ since: '1.2' }, 'pilot_', 'inbound_updates'),
  ...each({ since: '1.3' }, 'pilot_', 'proxy_queue_time_bucket'),
  ...each({ since: '1.3.5' }, 'pilot_', 'conflict_outbound_listener_http_over_https'),
  ...each({ since: '1.1' }, '', ...beginning('galley', 'galley_runtime'), ...beginning('galley', 'galley_source')),
  ...each({ since: '1.3' }, '', ...beginning('galley', 'galley_istio'), ...beginning('galley', 'istio_mcp')),
  ...each({ since: '1.4.5' }, 'istio_mcp_', 'message_sizes_bytes_bucket'),
  ...each({ since: '1.1', until: '1.2' }, 'galley_mcp_source_', 'clients_total', 'request_acks_total'),
  ...each({ since: '1.1', until: '1.2' }, 'galley_mcp_source_', 'request_nacks_total'),
  ...each({ since: '1.1' }, '', ...(METRICS['mixer'] ?? []), ...(METRICS['gRPC of mixer'] ?? [])),
  ...each({ until: '1.0' }, 'mixer_config_', ...MIXER_COUNTS_1_0),
  ...each({ until: '1.0' }, 'mixer_', 'handler_handler_build_failure_count', 'runtime_dispatch_count'),
  ...each({ until: '1.0' }, 'mixer_', 'runtime_dispatch_duration_bucket'),
  ...each({ until: '1.0' }, 'grpc_server_', 'handled_total', 'handling_seconds_bucket'),
  ...each({ since: '1.4' }, '', ...SECRET_CONTROLLER, 'citadel_server_root_cert_expiry_timestamp'),
  ...each({ since: '1.3', until: '1.3' }, '', ...unprefixed, 'citadel_server_citadel_root_cert_expiry_timestamp'),
]);

/** Names of the metrics that somebody exports in a mesh of that release. */
export function metricsIn(version: string): ReadonlySet<string> {
  const all = new Set([...Object.values(METRICS).flat(), ...Object.keys(LIFETIMES)]);
  return new Set([...all].filter((name) => livesIn(version, LIFETIMES[name] ?? {})));
}
