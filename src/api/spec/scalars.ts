import { z } from 'zod';

/** A Kubernetes quantity such as `100m`, `2Gi` or `1` (kubernetes.io/docs/reference, "Quantity"). */
export const quantity = () =>
  z
    .union([z.int().min(0), z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?$/)])
    .meta({ 'x-kubernetes-int-or-string': true });

/** A count or a percentage, as in `maxSurge: 1` or `maxSurge: 25%`. */
export const intOrPercent = () =>
  z.union([z.int().min(0), z.string().regex(/^[0-9]+%$/)]).meta({ 'x-kubernetes-int-or-string': true });

/** A Go duration such as `10m` or `2160h`. */
export const duration = () => z.string().regex(/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/);

/** An RFC 1123 label: names of namespaces, meshes and gateways. */
export const dnsLabel = () =>
  z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);

/** A host with an optional port, as tracers and statsd receivers are addressed. */
export const hostPort = () =>
  z
    .string()
    .max(253)
    .regex(/^$|^[a-zA-Z0-9.$()_-]+(:[0-9]{1,5})?$/);

/** A host or an IP address without a port. */
export const address = () =>
  z
    .string()
    .max(253)
    .regex(/^[a-zA-Z0-9.:-]*$/);

/** A list of ports or `*`, as istio-iptables takes it. */
export const portList = () => z.string().regex(/^(\*|([0-9]{1,5}(,[0-9]{1,5})*)?)$/);

/** A list of CIDR blocks or `*`, as istio-iptables takes it. */
export const cidrList = () => z.string().regex(/^(\*|([0-9.]+\/[0-9]{1,2}(,[0-9.]+\/[0-9]{1,2})*)?)$/);

/** A TCP or UDP port number. */
export const port = () => z.int().min(1).max(65535);

/** A map from string to string: labels, annotations, environment. */
export const stringMap = () => z.record(z.string(), z.string());

/** An object whose content we hand through unread. */
export const anyObject = () => z.looseObject({}).meta({ 'x-kubernetes-preserve-unknown-fields': true });

/** An absolute path in a URL; empty is none. */
export const urlPath = () => z.string().regex(/^$|^\/[a-zA-Z0-9._~/-]*$/);

/** An http or https URL; empty is none. */
export const httpURL = () => z.string().regex(/^$|^https?:\/\/[^ "]+$/);
