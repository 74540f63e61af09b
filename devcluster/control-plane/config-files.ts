/** Audit policy that records who asked for what, once when a request ends and once when a watch begins. */
export const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
};

/**
 * Egress configuration that sends every connection of the apiserver to a cluster address (webhooks and aggregated APIs
 * behind Services) as a CONNECT request to a unix socket; everything else is dialled as usual.
 */
export function egressConfig(socket: string): object {
  const transport = { uds: { udsName: socket } };
  return {
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [
      { name: 'cluster', connection: { proxyProtocol: 'HTTPConnect', transport } },
      { name: 'controlplane', connection: { proxyProtocol: 'Direct' } },
    ],
  };
}

/** What a client needs to be the administrator of a cluster. */
export interface AdminAccess {
  readonly server: string;
  /** PEM texts. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A kubeconfig with everything inside it, as JSON, which is YAML too. */
export function kubeconfig({ server, ca, cert, key }: AdminAccess): string {
  const data = (pem: string) => Buffer.from(pem).toString('base64');
  const name = 'devcluster';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': data(ca) } }],
    users: [{ name, user: { 'client-certificate-data': data(cert), 'client-key-data': data(key) } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
