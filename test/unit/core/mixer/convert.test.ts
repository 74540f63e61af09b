import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEGACY_MIXER_KINDS } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { convertMixer, type Conversion } from '../../../../src/core/mixer/convert.ts';

const object = (kind: string, name: string, spec?: object, namespace = 'a'): Manifest => ({
  apiVersion: 'config.istio.io/v1alpha2',
  kind,
  metadata: { name, namespace },
  ...(spec !== undefined && { spec }),
});
const rule = (name: string, actions: object[], namespace = 'a'): Manifest =>
  object('rule', name, { match: 'true', actions }, namespace);
const rendered = (manifest: Manifest): Manifest => {
  return { ...manifest, metadata: { ...manifest.metadata, labels: { 'meshwright.dev/mesh': 'mesh' } } };
};
const convert = (...objects: Manifest[]): Conversion => convertMixer(objects, LEGACY_MIXER_KINDS);
const named = ({ objects }: Conversion): string[] =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
const specOf = ({ objects }: Conversion, kind: string, name: string): unknown =>
  objects.find((o) => o.kind === kind && o.metadata.name === name)?.['spec'];

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
});

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

  it('is nothing of other API groups', () => {
    const other = { ...object('metric', 'm'), apiVersion: 'example.test/v1' };
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
