import { describe, expect, it } from '@jest/globals';
import { binding, config, converted, role, specsOf, told, WEB } from '../../../../support/migration/policy-yaml.ts';

const ON = config("{mode: 'ON'}");
const rule = (more: string): string => role(`{services: ['*'], ${more}}`) + binding();
const subject = (more: string): string => role("{services: ['*']}") + binding(`{namespaces: [b], ${more}}`);

describe('what pilot could not read of a role', () => {
  it.each([
    ['a text instead of a list', rule('paths: /x')],
    ['a truth for a method', rule('methods: [true]')],
    ['a null in a list', rule('paths: [null]')],
    ['an empty text in a list', rule("notMethods: ['']")],
    ['a list in a list', rule('hosts: [[h]]')],
    ['constraints that are no list', rule('constraints: {key: x}')],
    ['a constraint without a key', rule('constraints: [{values: [x]}]')],
    ['a constraint without values', rule("constraints: [{key: 'request.headers[x]', values: []}]")],
    ['a constraint whose values are missing', rule("constraints: [{key: 'request.headers[x]'}]")],
    ['a constraint whose value is a truth', rule("constraints: [{key: 'request.headers[x]', values: [true]}]")],
    ['names that are no list', subject('names: x')],
    ['a user that is a list', subject('user: [x]')],
    ['properties that are a list', subject("properties: [{'source.ip': 10.0.0.1}]")],
    ['a property that is null', subject("properties: {'source.ip': null}")],
    ['a property that is a list', subject("properties: {'source.ip': [10.0.0.1]}")],
  ])('allows nobody anything, and is told: %s', (_what, yaml) => {
    const conversion = converted(WEB + ON + yaml);
    expect(specsOf(conversion, 'AuthorizationPolicy')).toEqual({ 'a/allow-nothing': {} });
    expect(told(conversion)[0]).toMatch(/^not-converted ServiceRole a\/r: .*(pilot cannot read|no values)/);
  });

  it.each([
    ['a number as a property', subject("properties: {'request.headers[x]': 1}")],
    ['a number as a value', subject('user: 5')],
    ['what is null as a whole', rule('paths: null, constraints: null')],
    ['an empty group', subject("group: ''")],
  ])('is not what pilot could read: %s', (_what, yaml) => {
    const conversion = converted(WEB + ON + yaml);
    expect(Object.keys(specsOf(conversion, 'AuthorizationPolicy'))).toEqual(['a/allow-nothing', 'a/r-web']);
  });

  it('restricts by a property that YAML made a number of', () => {
    const conversion = converted(WEB + ON + subject("properties: {'request.headers[x]': 1}"));
    expect(specsOf(conversion, 'AuthorizationPolicy')['a/r-web']).toMatchObject({
      rules: [{ when: [{ key: 'request.headers[x]', values: ['1'] }] }],
    });
  });
});
