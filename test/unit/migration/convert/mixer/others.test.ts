import { describe, expect, it } from '@jest/globals';
import { object, rule, told } from '../../../../support/migration/mixer-yaml.ts';

describe('whatever else rules of mixer do', () => {
  it.each([
    ['gone', 'x', '', /calls the handler gone, which was not read/],
    [
      'opa',
      'x',
      object('handler', 'opa', '{compiledAdapter: opa}') + object('instance', 'x', '{compiledTemplate: authorization}'),
      /gives authorization x to the adapter opa: run the policy engine as an external authorizer/,
    ],
    [
      'mine',
      'x',
      object('handler', 'mine', '{adapter: mine}') + object('instance', 'x', '{template: listentry}'),
      /gives listentry x to the adapter mine: speak a protocol of Envoy/,
    ],
    [
      'dd',
      'x',
      object('handler', 'dd', '{compiledAdapter: dogstatsd}') + object('instance', 'x', '{compiledTemplate: metric}'),
      /gives metric x to the adapter dogstatsd: let Prometheus/,
    ],
    ['opa', 'y', object('handler', 'opa', '{compiledAdapter: opa}'), /gives y to the adapter opa, which was not read/],
  ])('is listed, with what to do instead: %s %s', (handler, instance, yaml, message) => {
    expect(told(yaml + rule(handler, instance))).toContainEqual(
      expect.stringMatching(new RegExp(`^not-converted rule istio-system/r: ${message.source}`)),
    );
  });

  it('is listed where it changes headers', () => {
    const yaml = object('rule', 'r', '{actions: [], requestHeaderOperations: [{name: x, values: [a]}]}');
    const handler = object('handler', 'n', '{compiledAdapter: noop}');
    expect(told(handler + yaml.replace('actions: []', 'actions: [{handler: n}]'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/changes headers; say it in a VirtualService$/)]),
    );
  });
});
