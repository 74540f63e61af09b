import { z } from 'zod';
import { SPEC_BOUNDS } from '../validation/bounds.ts';

// The second argument of a pattern says what to write instead, for people.

/** A whole number, or text of a form. */
const numberOr = (form: RegExp, hint: string) =>
  z.union([z.int().min(0), z.string().regex(form, hint)], hint).meta({ 'x-kubernetes-int-or-string': true });

/** A Kubernetes quantity such as `100m`, `2Gi` or `1` (kubernetes.io/docs/reference, "Quantity"). */
export const quantity = () =>
  numberOr(
    /^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?$/,
    'an amount such as 100m, 2Gi or 1; a fraction needs quotes',
  );

/** A count or a percentage, as in `maxSurge: 1` or `maxSurge: 25%`. */
export const intOrPercent = () => numberOr(/^[0-9]+%$/, 'a whole number, or a percentage such as 25%');

/** A Go duration such as `10m` or `2160h`. */
export const duration = () => z.string().regex(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/, 'a duration such as 10m or 1h30m');

/** An RFC 1123 label: names of namespaces, meshes and gateways. */
export const dnsLabel = () =>
  z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'small letters, digits and hyphens, such as istio-system');

/**
 * A host with an optional port, as tracers and statsd receivers are addressed. Pilot and its agent take IPv6 addresses in
 * brackets in every release from 1.0 on (github.com/istio/istio/pull/4263 and 4525); `formatProblems` looks into these.
 */
export const hostPort = () =>
  z
    .string()
    .max(253)
    .regex(
      /^$|^([a-zA-Z0-9.$()_-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?$/,
      'a host with an optional port, such as zipkin.tracing:9411 or [2001:db8::1]:9411',
    );

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

/** A host or an IP address without a port. */
export const address = () =>
  z
    .string()
    .max(253)
    .regex(/^[a-zA-Z0-9.:-]*$/, 'a host or an IP address without a port, such as 192.0.2.1');

/** A list of ports or `*`, as istio-iptables takes it. */
export const portList = () =>
  z.string().regex(/^(\*|([0-9]{1,5}(,[0-9]{1,5})*)?)$/, 'ports with commas between them, such as 80,443; or *');

/** A list of CIDR blocks or `*`, as istio-iptables takes it. */
export const cidrList = () =>
  z
    .string()
    .regex(
      /^(\*|([0-9a-fA-F.:]+\/[0-9]{1,3}(,[0-9a-fA-F.:]+\/[0-9]{1,3})*)?)$/,
      'CIDR blocks with commas between them, such as 10.0.0.0/8,192.168.0.0/16; or *',
    );

/** A TCP or UDP port number. */
export const port = () => z.int().min(1).max(65535);

/** A map from string to string: labels, annotations, environment. */
export const stringMap = () => z.record(z.string(), z.string()).meta({ maxProperties: SPEC_BOUNDS.keys });

/** An object whose content we hand through unread. */
export const anyObject = () =>
  z.looseObject({}).meta({ 'x-kubernetes-preserve-unknown-fields': true, maxProperties: SPEC_BOUNDS.keys });

/** An absolute path in a URL; empty is none. */
export const urlPath = () => z.string().regex(/^$|^\/[a-zA-Z0-9._~/-]*$/, 'an absolute path, such as /grafana');

/** An http or https URL; empty is none. */
export const httpURL = () =>
  z.string().regex(/^$|^https?:\/\/[^ "]+$/, 'an http or https URL, such as https://jaeger.example.com');
