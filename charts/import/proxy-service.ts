import { at } from '../values/tree.ts';
import { textOf } from './document.ts';
import type { Convert, Outcome } from './rules.ts';

/** The address of a service that Envoys send something to, of one piece or of host and port, as a field. */
export function addressed(field: string, value: unknown): Outcome {
  const [address, host, port] = ['address', 'host', 'port'].map((name) => textOf(at(value, [name])));
  if (address !== undefined) return { fields: { [field]: address } };
  if (host === undefined || port === undefined) return { remedy: `write its host and port, or set ${field}` };
  return { fields: { [field]: `${host}:${port}` } };
}

/** Such a service, where it is on; how Envoys connect to it only where it is said. */
export const proxyService =
  (path: string): Convert =>
  (value) => {
    if (at(value, ['enabled']) !== true) return {};
    const { fields, remedy } = addressed(`${path}.address`, value);
    if (remedy !== undefined) return { remedy };
    const parts = ['tlsSettings', 'tcpKeepalive'].map((part): [string, unknown] => [
      `${path}.${part}`,
      at(value, [part]),
    ]);
    const said = parts.filter(([, settings]) => settings !== undefined);
    return { fields: { ...fields, ...Object.fromEntries(said) } };
  };
