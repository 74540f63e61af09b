import { at } from '../values/tree.ts';
import { textOf } from './document.ts';
import type { Convert } from './rules.ts';

/** The address of a service that Envoys send something to: of one piece, or of host and port. */
export const addressOf = (value: unknown): string =>
  textOf(at(value, ['address'])) ?? `${String(at(value, ['host']))}:${String(at(value, ['port']))}`;

/** Such a service, where it is on; how Envoys connect to it only where it is said. */
export const proxyService =
  (path: string): Convert =>
  (value) => {
    if (at(value, ['enabled']) !== true) return {};
    const parts = ['tlsSettings', 'tcpKeepalive'].map((part): [string, unknown] => [
      `${path}.${part}`,
      at(value, [part]),
    ]);
    const said = parts.filter(([, settings]) => settings !== undefined);
    return { fields: { [`${path}.address`]: addressOf(value), ...Object.fromEntries(said) } };
  };
