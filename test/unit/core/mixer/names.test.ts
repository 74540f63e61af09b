import { describe, expect, it } from '@jest/globals';
import { convert, named, object, rule, specOf } from '../../../support/mixer.ts';

describe('names', () => {
  it('are kept by the first of several of different kinds, and get their kind otherwise', () => {
    const conversion = convert(
      object('stdio', 'handler'),
      object('prometheus', 'handler'),
      object('metric', 'handler'),
    );
    expect(named(conversion)).toEqual(['handler a/handler', 'handler a/handler-stdio', 'instance a/handler']);
    expect(specOf(conversion, 'handler', 'handler-stdio')).toMatchObject({ compiledAdapter: 'stdio' });
    expect(conversion.notes).toEqual([
      { object: 'stdio a/handler', message: 'is handler handler-stdio, because the name is taken' },
    ]);
  });

  it('of quotas go first, because QuotaSpecs name them', () => {
    const conversion = convert(object('metric', 'requests'), object('quota', 'requests'));
    expect(specOf(conversion, 'instance', 'requests')).toMatchObject({ compiledTemplate: 'quota' });
  });

  it('of quotas that had to change are told, because QuotaSpecs have to change, too', () => {
    const taken = object('instance', 'requests', { compiledTemplate: 'metric' });
    expect(convert(taken, object('quota', 'requests')).notes).toEqual([
      {
        object: 'quota a/requests',
        message: 'is instance requests-quota, because the name is taken; QuotaSpecs that name it have to change, too',
      },
    ]);
  });

  it('get a number where the kind is taken, too', () => {
    const taken = ['x', 'x-stdio', 'x-stdio-2'].map((name) => object('handler', name, { compiledAdapter: 'noop' }));
    expect(named(convert(...taken, object('stdio', 'x', { a: 1 })))).toEqual(['handler a/x-stdio-3']);
  });

  it('may be the same in two namespaces, and for a handler and an instance', () => {
    const conversion = convert(object('stdio', 'x'), object('stdio', 'x', {}, 'b'), object('metric', 'x'));
    expect(named(conversion)).toEqual(['handler a/x', 'instance a/x', 'handler b/x']);
    expect(conversion.notes).toEqual([]);
  });

  it('of handlers that exist stay theirs', () => {
    const other = object('handler', 'x', { compiledAdapter: 'stdio' });
    expect(named(convert(other, object('denier', 'x')))).toEqual(['handler a/x-denier']);
  });

  it('are found again when it was converted before', () => {
    const before = [object('stdio', 'x'), object('prometheus', 'x'), rule('r', [{ handler: 'x.stdio' }])];
    const first = convert(...before);
    const again = convert(...before.filter(({ kind }) => kind !== 'rule'), ...first.objects);
    expect(named(again)).toEqual(['handler a/x', 'handler a/x-stdio']);
    expect(again.unconverted).toEqual([]);
  });
});
