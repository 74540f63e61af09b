import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { json } from 'node:stream/consumers';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';
import { review, type AdmissionRequest, type Verdict } from './admission.ts';
import type { ClusterView, Service } from './cluster-view.ts';
import { secretName, webhookComponents } from './components.ts';

/** The stand-ins for galley's and the injector's webhooks. */
export interface Webhooks {
  /** Answers on a connection to the Service, if one of the stand-ins belongs to it. */
  accept(service: Service, socket: Duplex): boolean;
  stop(): Promise<void>;
}

type ComponentName = keyof typeof webhookComponents;

const byService = new Map<string, ComponentName>(
  Object.entries(webhookComponents).map(([name, { service }]) => [service, name as ComponentName]),
);

/**
 * Serves HTTPS with what is in the component's Secret at the moment of the connection, chosen by the server name that
 * the apiserver asks for, `<service>.<namespace>.svc`. Listens on no port: connections are handed in.
 */
export function startWebhooks(view: ClusterView, log: (line: string) => void): Webhooks {
  const SNICallback = (serverName: string, done: (error: Error | null, context?: SecureContext) => void) => {
    try {
      done(null, contextFor(view, serverName));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const server = createServer({ SNICallback }, (request, response) => {
    void answer(request, response, log).catch(() => response.writeHead(400).end());
  });
  // A handshake that fails is the apiserver's to report.
  server.on('tlsClientError', () => undefined);
  return {
    accept: ({ metadata }, socket) => {
      const known = byService.has(metadata.name);
      if (known) server.emit('connection', socket);
      return known;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function contextFor(view: ClusterView, serverName: string): SecureContext {
  const [service = '', namespace = ''] = serverName.split('.');
  const component = byService.get(service);
  if (component === undefined) throw new Error(`no stand-in for ${serverName}`);
  const secret = view.workloadSecrets.get(`${namespace}/${secretName(webhookComponents[component].serviceAccount)}`);
  if (secret?.data === undefined) throw new Error(`${serverName} has no certificate yet`);
  const file = (name: string) => Buffer.from(secret.data?.[name] ?? '', 'base64');
  return createSecureContext({ cert: file('cert-chain.pem'), key: file('key.pem') });
}

async function answer(request: IncomingMessage, response: ServerResponse, log: (line: string) => void): Promise<void> {
  const verdict = judge(request, (await json(request)) as { request: AdmissionRequest });
  if (verdict === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (!verdict.allowed) log(`galley denied a request: ${verdict.status?.message ?? ''}`);
  // Every request on a new connection, so that readiness and certificate are those of the moment. Like the real ones,
  // the answer has neither apiVersion nor kind.
  response.setHeader('connection', 'close');
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ response: verdict }));
}

function judge({ socket, url = '' }: IncomingMessage, body: { request: AdmissionRequest }): Verdict | undefined {
  const serverName = socket instanceof TLSSocket ? socket.servername : '';
  const component = byService.get(String(serverName).split('.')[0] ?? '');
  return component === undefined
    ? undefined
    : review(component, new URL(url, 'https://stand-in').pathname, body.request);
}
