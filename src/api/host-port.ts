/** The parts of an address such as `zipkin.tracing:9411` or `[2001:db8::1]:9411`, as they are written. */
export interface HostPort {
  /** What is between brackets; whether it is an address of version 6 is another question. */
  readonly ipv6?: string;
  /** A name, or an address of version 4; missing where there are brackets. */
  readonly name?: string;
  readonly port?: string;
}

const FORM = /^(?:\[(?<ipv6>.*)\]|(?<name>[^:]*))(?::(?<port>\d+))?$/;

/** Takes apart what the schema calls a host with an optional port; nothing of anything else. */
export const hostPortOf = (address: string): HostPort => FORM.exec(address)?.groups ?? {};
