/** A standard metric of the target (istio.io, "Istio Standard Metrics"). */
export interface StandardMetric {
  /** As a Telemetry names it. */
  readonly metric: string;
  /** As Prometheus shows it. */
  readonly name: string;
}

const metric = (name: string, of: string): StandardMetric => ({ metric: of, name: `istio_${name}` });

/** What mixer's metrics are by the value that they measure. */
export const BY_VALUE: Readonly<Record<string, StandardMetric>> = {
  'request.size': metric('request_bytes', 'REQUEST_SIZE'),
  'response.size': metric('response_bytes', 'RESPONSE_SIZE'),
  'response.duration': metric('request_duration_milliseconds', 'REQUEST_DURATION'),
  'connection.sent.bytes': metric('tcp_sent_bytes_total', 'TCP_SENT_BYTES'),
  'connection.received.bytes': metric('tcp_received_bytes_total', 'TCP_RECEIVED_BYTES'),
};

/** What mixer's counters are by what they count: requests, or connections when they open or close. */
export const BY_EVENT: Readonly<Record<string, StandardMetric>> = {
  request: metric('requests_total', 'REQUEST_COUNT'),
  open: metric('tcp_connections_opened_total', 'TCP_OPENED_CONNECTIONS'),
  close: metric('tcp_connections_closed_total', 'TCP_CLOSED_CONNECTIONS'),
};
