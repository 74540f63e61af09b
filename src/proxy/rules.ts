import type { RedirectionDialect } from '../api/redirection.ts';
import type { Redirection } from './redirection.ts';

/** One rule of iptables. */
export interface Rule {
  readonly program: 'iptables' | 'ip6tables';
  readonly table: 'nat' | 'mangle' | 'filter';
  readonly chain: string;
  /** Match and target, as iptables takes them. */
  readonly rule: string;
  readonly means: string;
}

const rule = (table: Rule['table'], chain: string, text: string, means: string): Rule => {
  return { program: 'iptables', table, chain, rule: text, means };
};

/** The rules that istio-iptables lays in a pod with an IPv4 address, chain by chain, in the order in which they count. */
export function rulesOf(redirection: Redirection, dialect: RedirectionDialect): Rule[] {
  return [
    ...interfaces(redirection),
    ...inbound(redirection),
    ...outbound(redirection, dialect),
    ...redirects(redirection),
    ...ipv6(dialect),
  ];
}

function redirects({ outboundPort, inboundPort }: Redirection): Rule[] {
  const to = (port: string): string => `-p tcp -j REDIRECT --to-port ${port}`;
  return [
    rule('nat', 'ISTIO_REDIRECT', to(outboundPort), `to Envoy, port ${outboundPort}`),
    rule('nat', 'ISTIO_IN_REDIRECT', to(inboundPort), `to Envoy, port ${inboundPort}`),
  ];
}

function inbound(redirection: Redirection): Rule[] {
  const { includePorts, mode } = redirection;
  if (includePorts === '') return [];
  const table = mode === 'TPROXY' ? 'mangle' : 'nat';
  return [
    rule(table, 'PREROUTING', '-p tcp -j ISTIO_INBOUND', 'what comes in'),
    ...(includePorts === '*' ? allPorts(redirection, table) : somePorts(includePorts, table)),
    ...(table === 'mangle' ? transparent(redirection) : []),
  ];
}

function allPorts({ excludePorts }: Redirection, table: Rule['table']): Rule[] {
  const left = (port: string, why: string): Rule =>
    rule(table, 'ISTIO_INBOUND', `-p tcp --dport ${port} -j RETURN`, why);
  return [
    left('22', 'SSH is left alone'),
    ...excludePorts.map((port) => left(port, `port ${port} is excluded`)),
    ...captured(table, '-p tcp', 'everything else'),
  ];
}

const somePorts = (ports: string, table: Rule['table']): Rule[] =>
  ports
    .split(',')
    .filter((port) => port !== '')
    .flatMap((port) => captured(table, `-p tcp --dport ${port}`, `port ${port}`));

function captured(table: Rule['table'], match: string, what: string): Rule[] {
  if (table === 'nat') return [rule('nat', 'ISTIO_INBOUND', `${match} -j ISTIO_IN_REDIRECT`, what)];
  return [
    rule('mangle', 'ISTIO_INBOUND', `${match} -m socket -j ISTIO_DIVERT`, `${what}, of connections that are open`),
    rule('mangle', 'ISTIO_INBOUND', `${match} -j ISTIO_TPROXY`, what),
  ];
}

/** Mark of packets that are routed to the loopback device (default of ISTIO_INBOUND_TPROXY_MARK). */
const MARK = '1337';

function transparent({ outboundPort }: Redirection): Rule[] {
  const target = `-j TPROXY --tproxy-mark ${MARK}/0xffffffff --on-port ${outboundPort}`;
  return [
    rule('mangle', 'ISTIO_DIVERT', `-j MARK --set-mark ${MARK}`, 'marked, and so routed to the loopback device'),
    rule('mangle', 'ISTIO_DIVERT', '-j ACCEPT', 'and taken'),
    rule('mangle', 'ISTIO_TPROXY', `! -d 127.0.0.1/32 -p tcp ${target}`, `to Envoy, port ${outboundPort}`),
  ];
}

function outbound(redirection: Redirection, { passthrough, toItself }: RedirectionDialect): Rule[] {
  const { users, groups, excludeOutboundPorts } = redirection;
  const output = (text: string, means: string): Rule => rule('nat', 'ISTIO_OUTPUT', text, means);
  return [
    rule('nat', 'OUTPUT', '-p tcp -j ISTIO_OUTPUT', 'what leaves'),
    ...excludeOutboundPorts.map((port) => output(`-p tcp --dport ${port} -j RETURN`, `port ${port} is excluded`)),
    ...(passthrough === undefined
      ? []
      : [output(`-o lo -s ${passthrough} -j RETURN`, 'what Envoy passes through to the application')]),
    output(`-o lo ! -d 127.0.0.1/32 -j ${toItself}`, 'calls of the pod to itself by its own address'),
    ...users.map((id) => output(`-m owner --uid-owner ${id} -j RETURN`, `what user ${id} sends: Envoy itself`)),
    ...groups.map((id) => output(`-m owner --gid-owner ${id} -j RETURN`, `what group ${id} sends: Envoy itself`)),
    output('-d 127.0.0.1/32 -j RETURN', 'between containers of the pod'),
    ...ranges(redirection, output),
  ];
}

function ranges({ includeRanges, excludeRanges }: Redirection, output: (text: string, means: string) => Rule): Rule[] {
  const excluded = excludeRanges.map((range) => output(`-d ${range} -j RETURN`, `${range} is excluded`));
  if (includeRanges === '*') return [...excluded, output('-j ISTIO_REDIRECT', 'everything else')];
  const included = includeRanges.split(',').filter((range) => range !== '');
  if (included.length === 0) return excluded;
  return [
    ...excluded,
    ...included.map((range) => output(`-d ${range} -j ISTIO_REDIRECT`, range)),
    output('-j RETURN', 'nothing else'),
  ];
}

/** Inserted at the top one after the other, so that the last comes first. */
function interfaces({ interfaces: names, includeRanges }: Redirection): Rule[] {
  const from = (name: string, rest: string, means: string): Rule =>
    rule('nat', 'PREROUTING', `-i ${name} ${rest}`, means);
  const inserted = [
    ...names.map((name) => from(name, '-j RETURN', `from ${name}: nothing else`)),
    ...includeRanges
      .split(',')
      .filter((range) => range !== '')
      .flatMap((range) =>
        names.map((name) =>
          range === '*'
            ? from(name, '-j ISTIO_REDIRECT', `from ${name}, as if it left the pod`)
            : from(name, `-d ${range} -j ISTIO_REDIRECT`, `from ${name} to ${range}, as if it left the pod`),
        ),
      ),
  ];
  return inserted.reverse();
}

function ipv6({ allowsIPv6Loopback }: RedirectionDialect): Rule[] {
  const input = (text: string, means: string): Rule => {
    return { program: 'ip6tables', table: 'filter', chain: 'INPUT', rule: text, means };
  };
  return [
    input('-m state --state ESTABLISHED -j ACCEPT', 'IPv6 of connections that are open'),
    ...(allowsIPv6Loopback ? [input('-i lo -d ::1 -j ACCEPT', 'IPv6 within the pod')] : []),
    input('-j REJECT', 'all other IPv6 is refused'),
  ];
}
