import { describe, expect, it } from '@jest/globals';
import { converted, gateway, policy, service, specsOf } from '../../../support/migration/policy-yaml.ts';

const PORTS =
  '{name: http2, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}, {name: tcp, port: 31400}';
const INGRESS = service('ingress', '{istio: ingressgateway}', PORTS, 'edge');
const TOKENS = policy('{targets: [{name: ingress}], origins: [{jwt: {issuer: i}}]}', 'ingress', 'edge');

const portsWithTokens = (yaml: string): unknown => {
  const specs = specsOf(converted(INGRESS + TOKENS + yaml), 'AuthorizationPolicy') as Readonly<
    Record<string, { rules: { to: { operation: { ports: string[] } }[] }[] }>
  >;
  return specs['edge/ingress-needs-token']?.rules[0]?.to[0]?.operation.ports;
};

describe('tokens are required of gateways', () => {
  it.each([
    ['where they end TLS, as a Gateway says', '{port: {number: 8443, protocol: HTTPS}, tls: {mode: SIMPLE}}', '8443'],
    [
      'on a port whose name says TCP, when a Gateway serves HTTP there',
      '{port: {number: 31400, protocol: http}}',
      '31400',
    ],
  ])('%s', (_where, server, port) => {
    expect(portsWithTokens(gateway(server))).toEqual(['8080', port]);
  });

  it.each([
    ['where they pass TLS through', '{port: {number: 8443, protocol: HTTPS}, tls: {mode: PASSTHROUGH}}'],
    ['where they pass connections on', '{port: {number: 31400, protocol: TCP}}'],
    ['where no server is', '{port: {number: 8080, protocol: HTTP}}'],
  ])('but not %s', (_where, server) => {
    expect(portsWithTokens(gateway(server))).toEqual(['8080']);
  });

  it('for HTTPS where no Gateway was read: nothing that was refused may be let in', () => {
    expect(portsWithTokens('')).toEqual(['8080', '8443']);
  });
});
