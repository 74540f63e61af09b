import { describe, expect, it } from '@jest/globals';
import { convert, object } from '../../../support/mixer.ts';

describe('an attribute that is gone', () => {
  it('is named in rules and instances, with the one that says the same', () => {
    const match = 'source.service == "a" && destination.service.name == "b"';
    const { unconverted } = convert(
      object('rule', 'r', { match, actions: [] }),
      object('metric', 'm', { dimensions: { to: 'destination.service | "unknown"' } }),
    );
    expect(unconverted.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^asks for source\.service, .* say source\.workload\.name instead$/),
      expect.stringMatching(/^asks for destination\.service, .* say destination\.service\.host instead$/),
    ]);
  });

  it('is named once for each object, in the order of the alphabet, however deep it is used', () => {
    const used = ['source.service', { to: ['destination.service', 'source.service'] }];
    const { unconverted } = convert(object('metric', 'm', { value: 1, on: true, labels: null, used }));
    expect(unconverted.map(({ object: what, message }) => `${what}: ${message.split(',')[0]}`)).toEqual([
      'metric a/m: asks for destination.service',
      'metric a/m: asks for source.service',
    ]);
  });

  it('is none of mixer in objects of others', () => {
    const other = { ...object('metric', 'm', { match: 'source.service' }), apiVersion: 'example.test/v1' };
    expect(convert(other).unconverted).toEqual([]);
  });
});
