import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEGACY_MIXER_KINDS } from '../../../../charts/index.ts';
import { convert, named, object, rendered, rule, specOf } from '../../../support/mixer.ts';

describe('a legacy object', () => {
  it('of an adapter becomes a handler whose parameters are its spec', () => {
    const spec = { status: { code: 7, message: 'no' } };
    expect(convert(object('denier', 'deny', spec)).objects).toEqual([
      object('handler', 'deny', { compiledAdapter: 'denier', params: spec }),
    ]);
  });

  it('of a template becomes an instance, and the attributes that it fills get their own field', () => {
    const spec = { source_uid: 'source.uid', attribute_bindings: { 'source.ip': '$out.source_pod_ip' } };
    expect(specOf(convert(object('kubernetes', 'attributes', spec)), 'instance', 'attributes')).toEqual({
      compiledTemplate: 'kubernetes',
      params: { source_uid: 'source.uid' },
      attributeBindings: { 'source.ip': '$out.source_pod_ip' },
    });
  });

  it('is obsolete once what it becomes is there, and listed by place like that', () => {
    const conversion = convert(object('stdio', 'b'), object('stdio', 'a'), object('denier', 'c', {}, '0'));
    expect(conversion.obsolete.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'denier 0/c',
      'stdio a/a',
      'stdio a/b',
    ]);
    expect(named(conversion)).toEqual(['handler 0/c', 'handler a/a', 'handler a/b']);
  });

  it('of no namespace stays in none, and is found by its name', () => {
    const { metadata: _, ...denier } = object('denier', 'deny', {});
    const { metadata: __, ...caller } = rule('r', [{ handler: 'deny.denier' }]);
    const conversion = convert({ ...denier, metadata: { name: 'deny' } }, { ...caller, metadata: { name: 'r' } });
    expect(conversion.objects.map(({ metadata }) => metadata)).toEqual([{ name: 'deny' }, { name: 'r' }]);
    expect(conversion.objects.map(({ metadata }) => Object.keys(metadata))).toEqual([['name'], ['name']]);
    expect(specOf(conversion, 'rule', 'r')).toMatchObject({ actions: [{ handler: 'deny' }] });
  });

  it('without settings becomes one without parameters', () => {
    expect(specOf(convert(object('checknothing', 'x')), 'instance', 'x')).toEqual({ compiledTemplate: 'checknothing' });
  });

  it('keeps labels and annotations, and nothing that the apiserver or kubectl noted', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: 'yes' };
    const noted = { name: 'x', namespace: 'a', uid: '1', resourceVersion: '2', labels: { app: 'x' }, annotations };
    expect(convert({ ...object('noop', 'x'), metadata: noted }).objects[0]?.metadata).toEqual({
      name: 'x',
      namespace: 'a',
      labels: { app: 'x' },
      annotations: { mine: 'yes' },
    });
  });

  it.each(LEGACY_MIXER_KINDS)('of kind $kind is converted', ({ kind, becomes }) => {
    expect(named(convert(object(kind, 'x')))).toEqual([`${becomes} a/x`]);
  });
});

describe('a rule', () => {
  it('renames handlers and instances, shortly in its own namespace and in full in others', () => {
    const conversion = convert(
      object('denier', 'deny'),
      object('checknothing', 'ask'),
      object('listchecker', 'list', {}, 'b'),
      rule('r', [
        { handler: 'deny.denier', instances: ['ask.checknothing', 'ask.checknothing.a'] },
        { handler: 'list.listchecker.b', instances: [] },
      ]),
    );
    expect(specOf(conversion, 'rule', 'r')).toEqual({
      match: 'true',
      actions: [
        { handler: 'deny', instances: ['ask', 'ask'] },
        { handler: 'list.handler.b', instances: [] },
      ],
    });
  });

  it('that names nothing of the old kinds is not written', () => {
    const calls = [{ handler: 'x', instances: ['y.instance.b', 'z.b'] }];
    expect(convert(object('denier', 'x'), rule('r', calls)).objects.map(({ kind }) => kind)).toEqual(['handler']);
  });

  it('keeps what else it says of its actions, and gets no list that it did not have', () => {
    const conversion = convert(
      object('denier', 'deny'),
      rule('r', [{ handler: 'deny.denier', name: 'first' }, { instances: ['x'] }]),
    );
    const { actions } = specOf(conversion, 'rule', 'r') as { actions: object[] };
    expect(actions.map((action) => Object.entries(action))).toEqual([
      [
        ['handler', 'deny'],
        ['name', 'first'],
      ],
      [['instances', ['x']]],
    ]);
  });

  it('without actions is not written', () => {
    expect(convert(object('rule', 'r', { match: 'true' }), object('rule', 's', { actions: [] })).objects).toEqual([]);
  });

  it('of another API group is not converted, whatever it names', () => {
    const other = { ...rule('r', [{ handler: 'deny.denier' }]), apiVersion: 'example.test/v1' };
    expect(named(convert(object('denier', 'deny'), other))).toEqual(['handler a/deny']);
  });

  it('that names what is not there is left as it is, and told', () => {
    const conversion = convert(rule('r', [{ handler: 'gone.denier', instances: [] }]));
    expect(conversion.objects).toEqual([]);
    expect(conversion.unconverted).toEqual([
      {
        object: 'rule a/r',
        message: 'refers to gone.denier, which does not exist or was not read; the reference is as it was',
      },
    ]);
  });

  it('may name a handler of a namespace that is called like a kind', () => {
    const handler = object('handler', 'x', { compiledAdapter: 'stdio' }, 'prometheus');
    const conversion = convert(handler, rule('r', [{ handler: 'x.prometheus' }]));
    expect([conversion.objects, conversion.unconverted]).toEqual([[], []]);
  });
});

describe('parameters', () => {
  it('of handlers, old and new, name instances by their new full names', () => {
    const conversion = convert(
      object('metric', 'm'),
      object('prometheus', 'p', { metrics: [{ instance_name: 'm.metric.a', name: 'm.metric.b' }] }),
      object('handler', 's', { compiledAdapter: 'statsd', params: { metrics: { 'm.metric.a': { type: 'COUNTER' } } } }),
    );
    expect(specOf(conversion, 'handler', 'p')).toMatchObject({
      params: { metrics: [{ instance_name: 'm.instance.a', name: 'm.metric.b' }] },
    });
    expect(specOf(conversion, 'handler', 's')).toMatchObject({
      params: { metrics: { 'm.instance.a': { type: 'COUNTER' } } },
    });
  });

  it('may be anything, and are kept: numbers, truths, and nothing', () => {
    const params = { metrics: ['m.metric.a', 1, true, null], nothing: null };
    expect(specOf(convert(object('metric', 'm'), object('prometheus', 'p', params)), 'handler', 'p')).toEqual({
      compiledAdapter: 'prometheus',
      params: { metrics: ['m.instance.a', 1, true, null], nothing: null },
    });
  });

  it('of handlers that have none stay so, and the handler is not written', () => {
    const { objects } = convert(object('metric', 'm'), object('handler', 'h', { compiledAdapter: 'noop' }));
    expect(objects.map(({ kind }) => kind)).toEqual(['instance']);
  });
});

describe('what a MeshInstall renders', () => {
  it('is not converted, but found under the same name', () => {
    const conversion = convert(rendered(object('metric', 'm')), rule('r', [{ handler: 'h', instances: ['m.metric'] }]));
    expect(named(conversion)).toEqual(['rule a/r']);
    expect(specOf(conversion, 'rule', 'r')).toMatchObject({ actions: [{ instances: ['m'] }] });
    expect(conversion.obsolete).toEqual([]);
  });
});

describe('what cannot be converted', () => {
  it('is told: adapters that were given up, and from which release on others are', () => {
    const conversion = convert(object('servicecontrol', 's'), object('rbac', 'r'));
    expect(conversion.unconverted).toEqual([
      { object: 'servicecontrol a/s', message: 'mixer has had no servicecontrol since 1.1; take it out' },
    ]);
    expect(conversion.notes).toEqual([{ object: 'rbac a/r', message: 'mixer has this adapter until 1.2 only' }]);
  });

  it('is told: what has a dot in its name, which rules cannot name', () => {
    const { unconverted } = convert(
      object('stdio', 'my.log'),
      object('handler', 'my.own', {}),
      object('rule', 'my.rule'),
    );
    expect(unconverted).toEqual([
      {
        object: 'stdio a/my.log',
        message: 'has a dot in its name, so that rules cannot name it; check who refers to it',
      },
    ]);
  });

  it('is told: reports to servicecontrol, too', () => {
    expect(convert(object('servicecontrolreport', 's')).unconverted.map(({ message }) => message)).toEqual([
      'mixer has had no servicecontrolreport since 1.1; take it out',
    ]);
  });

  it('is nothing of other API groups, also where the name has a dot', () => {
    const other = { ...object('metric', 'm.x'), apiVersion: 'example.test/v1' };
    expect(convert(other)).toEqual({ objects: [], obsolete: [], unconverted: [], notes: [] });
  });
});

describe('the result', () => {
  it('does not depend on the order of what it is made from', () => {
    const objects = [
      ...['stdio', 'prometheus', 'denier', 'metric', 'quota', 'logentry'].map((kind) => object(kind, 'x', { kind })),
      object('metric', 'x', {}, 'b'),
      rule('r', [{ handler: 'x.stdio', instances: ['x.metric', 'x.metric.b'] }]),
      rule('r', [{ handler: 'x.denier.a', instances: ['x.logentry'] }], 'b'),
    ];
    const expected = convert(...objects).objects;
    const shuffled = fc.shuffledSubarray(objects, { minLength: objects.length });
    fc.assert(
      fc.property(shuffled, (order) => {
        expect(convert(...order).objects).toEqual(expected);
      }),
    );
  });
});
