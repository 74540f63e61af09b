import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from './api/errors.ts';
import type { ListenAddress } from './config.ts';

/** Nobody can listen at the address that was asked for. */
class AddressError extends InputError {
  override readonly name = 'AddressError';
}

/** A server that listens. */
export interface Listening {
  /** Where: the port is the one that was found if any was asked for. */
  readonly address: AddressInfo;
  /** Ends it, whoever is still connected. */
  readonly close: () => Promise<void>;
}

/** What the address was asked for with, and what is not there without it. */
export interface AddressFlag {
  /** For example `--metrics-address`. */
  readonly flag: string;
  /** For example `metrics and health checks`. */
  readonly what: string;
}

/** Lets a server listen at an address until it is closed. @throws AddressError naming the flag, and what to do */
export async function listen(server: Server, where: ListenAddress, asked: AddressFlag): Promise<Listening> {
  server.listen({ port: where.port, ...(where.host !== undefined && { host: where.host }) });
  await once(server, 'listening').catch((error: unknown) => {
    throw addressError(where, asked, error as NodeJS.ErrnoException);
  });
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { address: server.address() as AddressInfo, close };
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'not permitted; ports below 1024 are for administrators',
  EADDRNOTAVAIL: 'no address of this machine',
};

function addressError(
  { text }: ListenAddress,
  { flag, what }: AddressFlag,
  error: NodeJS.ErrnoException,
): AddressError {
  const reason = REASONS[error.code ?? ''] ?? error.message;
  const remedy = `name another host:port, or 0 to run without ${what}`;
  return new AddressError(`${flag}: ${JSON.stringify(text)}: ${reason}; ${remedy}`, { cause: error });
}
