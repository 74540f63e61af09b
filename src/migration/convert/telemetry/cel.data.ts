/** An attribute of Envoy, as its expressions name it (envoyproxy.io, "Attributes"). */
export interface CelFact {
  readonly text: string;
  /** It is no text, and a label needs one. */
  readonly isNumber?: true;
  /** Every request has it, so that a default never counts. */
  readonly isAlways?: true;
}

const always = (text: string): CelFact => ({ text, isAlways: true });
const number = (text: string): CelFact => ({ text, isAlways: true, isNumber: true });

/** Attributes of mixer that Envoy has, too. */
export const CEL: Readonly<Record<string, CelFact>> = {
  'request.method': always('request.method'),
  'request.host': always('request.host'),
  'request.path': always('request.path'),
  'request.url_path': always('request.url_path'),
  'request.scheme': always('request.scheme'),
  'request.useragent': { text: 'request.useragent' },
  'request.referer': { text: 'request.referer' },
  'request.id': { text: 'request.id' },
  'request.size': number('request.size'),
  'request.total_size': number('request.total_size'),
  'response.code': number('response.code'),
  'response.size': number('response.size'),
  'response.total_size': number('response.total_size'),
  'response.grpc_status': { text: 'response.grpc_status', isNumber: true },
  'destination.port': number('destination.port'),
  'connection.mtls': number('connection.mtls'),
  'connection.requested_server_name': { text: 'connection.requested_server_name' },
};

/** What one end of a connection knows of the other (istio.io, "Customizing Istio Metrics"). */
export const PEER: Readonly<Record<string, string>> = {
  name: 'name',
  namespace: 'namespace',
  'workload.name': 'workload',
  'workload.namespace': 'namespace',
  'labels[app]': 'app',
  'labels[version]': 'version',
};

/** Labels of the standard metrics, and the attribute of mixer that each is about. */
export const STANDARD_LABELS: Readonly<Record<string, string>> = {
  reporter: 'context.reporter.kind',
  source_workload: 'source.workload.name',
  source_workload_namespace: 'source.workload.namespace',
  source_principal: 'source.principal',
  source_app: 'source.labels[app]',
  source_version: 'source.labels[version]',
  destination_workload: 'destination.workload.name',
  destination_workload_namespace: 'destination.workload.namespace',
  destination_principal: 'destination.principal',
  destination_app: 'destination.labels[app]',
  destination_version: 'destination.labels[version]',
  destination_service: 'destination.service.host',
  destination_service_name: 'destination.service.name',
  destination_service_namespace: 'destination.service.namespace',
  request_protocol: 'api.protocol',
  response_code: 'response.code',
  response_flags: 'context.proxy_error_code',
  connection_security_policy: 'connection.mtls',
};

/** Labels that no metric of the target has. */
export const GONE_LABELS: readonly string[] = ['permissive_response_code', 'permissive_response_policyid'];
