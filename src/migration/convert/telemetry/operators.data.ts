/**
 * Attributes of mixer as Envoy writes them to its access log and its spans (envoyproxy.io, "Access logging", command
 * operators). What has no value is `-`.
 */
export const OPERATORS: Readonly<Record<string, string>> = {
  'request.method': '%REQ(:METHOD)%',
  'request.path': '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  'request.host': '%REQ(:AUTHORITY)%',
  'request.scheme': '%REQ(:SCHEME)%',
  'request.useragent': '%REQ(USER-AGENT)%',
  'request.referer': '%REQ(REFERER)%',
  'request.id': '%REQ(X-REQUEST-ID)%',
  'request.size': '%BYTES_RECEIVED%',
  'request.time': '%START_TIME%',
  'response.code': '%RESPONSE_CODE%',
  'response.size': '%BYTES_SENT%',
  'response.duration': '%DURATION%',
  'response.grpc_status': '%GRPC_STATUS_NUMBER%',
  'context.protocol': '%PROTOCOL%',
  'context.proxy_error_code': '%RESPONSE_FLAGS%',
  'context.time': '%START_TIME%',
  'connection.duration': '%DURATION%',
  'connection.requested_server_name': '%REQUESTED_SERVER_NAME%',
  'connection.received.bytes': '%BYTES_RECEIVED%',
  'connection.received.bytes_total': '%BYTES_RECEIVED%',
  'connection.sent.bytes': '%BYTES_SENT%',
  'connection.sent.bytes_total': '%BYTES_SENT%',
  'source.ip': '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
  'origin.ip': '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
  'destination.port': '%DOWNSTREAM_LOCAL_PORT%',
};
