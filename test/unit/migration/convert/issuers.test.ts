import { describe, expect, it } from '@jest/globals';
import { converted, policy, service, specsOf, told } from '../../../support/migration/policy-yaml.ts';

const TWO_PORTS = service('web', '{app: web}', '{name: http, port: 80}, {name: http-b, port: 81}');
const forPort = (port: number, jwt: string): string =>
  policy(`{targets: [{name: web, ports: [{number: ${port}}]}], origins: [{jwt: {${jwt}}}]}`, `port-${port}`);

describe('policies for ports of the same pods', () => {
  it.each([
    ['audiences', 'issuer: i, audiences: [x]', 'issuer: i, audiences: [y]'],
    ['an audience and none', 'issuer: i, audiences: [x]', 'issuer: i'],
    ['keys', "issuer: i, jwksUri: 'https://a'", "issuer: i, jwks_uri: 'https://b'"],
  ])('are left out and told with different %s: each token would count on both', (_what, one, other) => {
    const conversion = converted(TWO_PORTS + forPort(80, one) + forPort(81, other));
    expect(specsOf(conversion, 'RequestAuthentication')).toEqual({});
    expect(told(conversion)).toEqual([
      expect.stringMatching(/^not-converted Policy a\/port-80: another policy takes other tokens/),
      expect.stringMatching(/^not-converted Policy a\/port-81: another policy takes other tokens/),
    ]);
  });

  it.each([
    ['issuers', 'issuer: i', 'issuer: j'],
    ['paths', 'issuer: i', 'issuer: i, triggerRules: [{includedPaths: [{exact: /a}]}]'],
  ])('are written with different %s', (_what, one, other) => {
    const conversion = converted(TWO_PORTS + forPort(80, one) + forPort(81, other));
    expect(Object.keys(specsOf(conversion, 'RequestAuthentication'))).toEqual(['a/web', 'a/web-2']);
  });
});
