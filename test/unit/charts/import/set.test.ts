import { describe, expect, it } from '@jest/globals';
import { merged } from '../../../../charts/import/merge.ts';
import { settingsOf, valuesOf } from '../../../../charts/import/set.ts';

describe('settings as helm --set takes them', () => {
  it.each([
    ['a.b=c', { a: { b: 'c' } }],
    ['a=1,b=true,c=null', { a: 1, b: true, c: null }],
    ['a=1.5,b=08,c=', { a: '1.5', b: '08', c: '' }],
    ['a=x=y', { a: 'x=y' }],
    ['a={1,two},b=3', { a: [1, 'two'], b: 3 }],
    ['a={}', { a: [] }],
    ['a[1].b=c,a[0].b=d', { a: [{ b: 'd' }, { b: 'c' }] }],
    ['a.example\\.com/b=c', { a: { 'example.com/b': 'c' } }],
    ['a=b\\,c', { a: 'b,c' }],
    ['a.b=1,a.c=2,a.b=3', { a: { b: 3, c: 2 } }],
  ])('%s', (text, values) => {
    expect(valuesOf(settingsOf(text))).toEqual(values);
  });

  it('change members of a list by index, and replace a list in braces', () => {
    const below = { ports: [{ port: 80, name: 'http2' }, { port: 443 }], hosts: ['a', 'b'] };
    const set = (text: string): unknown => merged(below, valuesOf(settingsOf(text)));
    expect(set('ports[0].port=8080,ports[2].port=9')).toEqual({
      ports: [{ port: 8080, name: 'http2' }, { port: 443 }, { port: 9 }],
      hosts: ['a', 'b'],
    });
    expect(set('hosts={c}')).toEqual({ ports: below.ports, hosts: ['c'] });
    expect(set('hosts[3]=d')).toMatchObject({ hosts: ['a', 'b', null, 'd'] });
  });

  it('keep text as text where that is asked for', () => {
    expect(valuesOf(settingsOf('a=1,b={2}', true))).toEqual({ a: '1', b: ['2'] });
    expect(valuesOf([{ key: 'a', value: 'true', isText: true }])).toEqual({ a: 'true' });
  });

  it.each([
    [
      '__proto__.polluted=1',
      /^__proto__\.polluted: the key "__proto__" is a name that programs reserve.*leave it out$/,
    ],
    ['a.constructor.b=1', /^a\.constructor\.b: the key "constructor" is a name/],
    ['a.b\\.prototype=1', /the key "b\.prototype" is a name/],
    ['a[0].__proto__=1', /the key "__proto__" is a name/],
    ['a[999999999]=1', /^a\[999999999\]: \[999999999\] is beyond any list; 1000 items at most$/],
  ])('are refused where no values can hold them: %s', (text, message) => {
    expect(() => valuesOf(settingsOf(text))).toThrow(message);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each(['', 'a', '=b'])('are refused when they are none: "%s"', (text) => {
    expect(() => settingsOf(text)).toThrow(/^--set: ".*": write a key and its value/);
  });
});
