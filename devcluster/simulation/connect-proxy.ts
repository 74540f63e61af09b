import { createServer, type IncomingMessage } from 'node:http';
import { connect, isIPv4 } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ClusterView, Service } from './cluster-view.ts';

/** Takes over a connection to a Service that it plays. False: it plays no part of that Service. */
export type Accept = (service: Service, socket: Duplex) => boolean;

/** The server's side of a running proxy. */
export interface ConnectProxy {
  stop(): Promise<void>;
}

interface Destination {
  host: string;
  port: number;
}

/**
 * The way of the apiserver into the cluster network, which does not exist: an HTTP CONNECT proxy on a unix socket.
 * A Service's cluster IP leads to its stand-in while the Service has a ready endpoint; a loopback address, where the
 * simulated kubelets listen, leads there.
 */
export async function startConnectProxy(path: string, view: ClusterView, accept: Accept): Promise<ConnectProxy> {
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away is no fault of ours; the close that follows cleans up.
    socket.on('error', () => socket.destroy());
    open(destinationOf(request.url ?? ''), socket, view, accept);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function open(to: Destination, socket: Duplex, view: ClusterView, accept: Accept): void {
  if (isIPv4(to.host) && to.host.startsWith('127.')) tunnel(to, socket);
  else enter(to, socket, view, accept);
}

function enter(to: Destination, socket: Duplex, view: ClusterView, accept: Accept): void {
  const service = view.services.list().find(({ spec }) => spec.clusterIP === to.host);
  if (service === undefined) refuse(socket, '502 Bad Gateway', `nothing listens on ${to.host}:${to.port}`);
  else if (!view.hasReadyEndpoint(service)) refuse(socket, '503 Service Unavailable', 'no ready endpoint');
  else {
    confirm(socket);
    if (to.port !== 443 || !accept(service, socket)) socket.destroy();
  }
}

function tunnel({ host, port }: Destination, socket: Duplex): void {
  const target = connect(port, host, () => {
    confirm(socket);
    socket.pipe(target).pipe(socket);
  });
  target.on('error', () => refuse(socket, '502 Bad Gateway', `nothing listens on ${host}:${port}`));
  socket.on('close', () => target.destroy());
}

function confirm(socket: Duplex): void {
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
}

function refuse(socket: Duplex, status: string, why: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: ${why.length}\r\nConnection: close\r\n\r\n${why}`);
}

function destinationOf(target: string): Destination {
  const colon = target.lastIndexOf(':');
  return { host: target.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(target.slice(colon + 1)) };
}
