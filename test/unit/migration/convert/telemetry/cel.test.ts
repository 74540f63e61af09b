import { describe, expect, it } from '@jest/globals';
import { parseExpression } from '../../../../../src/core/mixer/expression.ts';
import { celOf, labelOf } from '../../../../../src/migration/convert/telemetry/cel.ts';

const said = (text: string): unknown[] => {
  const cel = celOf(parseExpression(text));
  return [labelOf(cel), cel.mode];
};

describe('an expression of mixer in the language of Envoy', () => {
  it.each([
    ['request.method', 'request.method', undefined],
    ['response.code | 200', 'string(response.code)', undefined],
    ['destination.port', 'string(destination.port)', undefined],
    ['request.headers["x-a"] | "none"', "('x-a' in request.headers ? request.headers['x-a'] : 'none')", undefined],
    ['request.useragent | "-"', "(has(request.useragent) ? request.useragent : '-')", undefined],
    [
      'request.headers["x-a"] | request.headers["x-b"] | "none"',
      "(('x-a' in request.headers || 'x-b' in request.headers) ? ('x-a' in request.headers ? request.headers['x-a'] : request.headers['x-b']) : 'none')",
      undefined,
    ],
    [
      'source.labels["app"] | "unknown"',
      "(has(filter_state.downstream_peer) ? filter_state.downstream_peer.app : 'unknown')",
      'SERVER',
    ],
    ['destination.workload.name', 'filter_state.upstream_peer.workload', 'CLIENT'],
    ['conditional(response.code >= 500, "bad", "good")', "((response.code >= 500) ? 'bad' : 'good')", undefined],
    [
      'conditional(connection.mtls, response.code, "none")',
      "(connection.mtls ? string(response.code) : 'none')",
      undefined,
    ],
    ['request.path.startsWith("/a")', "string(request.path.startsWith('/a'))", undefined],
    ['match(request.host, "*.com") == false', "string((request.host.endsWith('.com') == false))", undefined],
    ['"it\\"s"', `'it"s'`, undefined],
    ['"it\'s"', `"it's"`, undefined],
  ])('is %s', (text, cel, mode) => {
    expect(said(text)).toEqual([cel, mode]);
  });

  it.each([
    ['source.labels["tier"]', /no attribute like source\.labels\[tier\]/],
    ['source.principal', /what the standard label source_principal says/],
    ['source.name == destination.name', /both ends of a connection/],
    ['toLower(request.host)', /computes no toLower\(\)/],
    ['request.time', /no attribute like request\.time/],
    ['conditional(source.name == "a", destination.name, "")', /both ends/],
  ])('is told where it cannot be said: %s', (text, message) => {
    expect(() => said(text)).toThrow(message);
  });
});
