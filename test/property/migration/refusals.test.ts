import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Manifest } from '../../../src/api/manifest.ts';
import { convertPolicies } from '../../../src/migration/convert/convert.ts';
import { newVerdict } from '../../support/migration/new-mesh.ts';
import { oldVerdict } from '../../support/migration/old-mesh.ts';
import { handler, instance, rule } from '../../support/migration/policies/old-mixer-objects.ts';
import { loose, mesh, STRICT } from '../../support/migration/policies/old-policies.ts';
import { CALLERS, CALLING, PLACES, WORLD, type Request } from '../../support/migration/request.ts';

const ROOT = 'istiod';

/** Attributes, and the texts that they are compared with. */
const COMPARED: Readonly<Record<string, readonly string[]>> = {
  'request.method': ['GET', 'POST'],
  'request.url_path': ['/a', '/a*', '*b'],
  'request.path': ['/a'],
  'request.headers["x-user"]': ['ann', 'a*'],
  'request.headers["x-user"] | "ann"': ['ann', 'bob'],
  'request.headers["x-user"] | request.headers["x-other"] | "bob"': ['ann', 'bob'],
  'request.useragent | "-"': ['curl*', '-'],
  'source.principal': ['cluster.local/ns/shop/sa/page1', '*/sa/job'],
  'source.namespace': ['shop', 'data'],
  'source.labels["app"]': ['page', 'job'],
  'source.labels["version"] | "none"': ['v1', 'none'],
  'destination.labels["app"]': ['web', 'api'],
  'destination.labels["version"]': ['v1', 'v2'],
  'destination.service.name': ['web', 'ops', 'db'],
  'destination.namespace': ['shop', 'data'],
  'context.protocol': ['http', 'tcp'],
};

const comparison = fc
  .constantFrom(...Object.entries(COMPARED))
  .chain(([attribute, values]) =>
    fc.tuple(fc.constant(attribute), fc.constantFrom(...values), fc.constantFrom('==', '==', '!=')),
  )
  .map(([attribute, value, operator]) => {
    if (value.includes('*')) return `match(${attribute}, "${value}") == ${String(operator === '==')}`;
    return `(${attribute}) ${operator} "${value}"`;
  });

const match = fc.letrec<{ match: string }>((tie) => ({
  match: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.constantFrom('connection.mtls', 'connection.mtls == false', 'destination.port == 8080'),
    fc
      .tuple(tie('match'), fc.constantFrom('&&', '||'), tie('match'))
      .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
    tie('match').map((inner) => `(${inner}) == false`),
  ),
})).match;

const namespace = fc.constantFrom('shop', 'data', 'istio-system');
const denier = fc
  .tuple(match, namespace)
  .map(([text, of]) => [
    handler('denier', 'denier', { status: { code: 7 } }, of),
    instance('nothing', 'checknothing', {}, of),
    rule(text, ['denier', 'nothing'], of),
  ]);
const list = fc
  .tuple(
    fc.constantFrom(...Object.entries(COMPARED)).filter(([attribute]) => !/protocol|request\.path/.test(attribute)),
    fc.boolean(),
    fc.constantFrom('true', 'destination.labels["app"] == "web"', 'context.protocol == "tcp"'),
    namespace,
  )
  .map(([[value, entries], blacklist, text, of]) => [
    handler('list', 'listchecker', { overrides: entries.filter((entry) => !entry.includes('*')), blacklist }, of),
    instance('value', 'listentry', { value }, of),
    rule(text, ['list', 'value'], of),
  ]);

const requests = fc.array(
  fc
    .record({
      to: fc.constantFrom(...Object.values(PLACES)),
      caller: fc.constantFrom(...Object.values(CALLERS)),
      isMutual: fc.boolean(),
      ip: fc.constant('10.0.0.1'),
      method: fc.constantFrom('GET', 'POST'),
      host: fc.constant('web'),
      path: fc.constantFrom('/a', '/ab', '/b', '/x', '/a?b'),
      headers: fc.constantFrom(
        {},
        { 'x-user': 'ann' },
        { 'x-user': 'eve' },
        { 'x-other': 'ann', 'user-agent': 'curl/7' },
      ),
    })
    .map(({ isMutual, ...request }) => ({
      ...request,
      ...(isMutual && { principal: `cluster.local/ns/${request.caller.namespace}/sa/${request.caller.account}` }),
    })),
  { minLength: 20, maxLength: 20 },
) as fc.Arbitrary<Request[]>;

describe('what mixer refuses', () => {
  it('is refused by what it becomes, and nothing else is, or a remark says so', () => {
    let [compared, refused, converted] = [0, 0, 0];
    const tls = fc.constantFrom<Manifest>(loose, mesh(STRICT));
    fc.assert(
      fc.property(
        tls,
        fc.oneof({ weight: 3, arbitrary: denier }, { weight: 1, arbitrary: list }),
        requests,
        (policy, mixer, asked) => {
          const objects = [...WORLD, ...CALLING, policy, ...mixer];
          const made = convertPolicies(objects, { rootNamespace: ROOT });
          const codes = new Set(made.remarks.map(({ code }) => code));
          if (codes.has('not-converted')) return;
          converted++;
          for (const request of asked) {
            const [before, after] = [oldVerdict(objects, request), newVerdict(made.objects, request, ROOT)];
            const isStricter = before === 'allow' && after === 'deny' && codes.has('refuses-more');
            if (!isStricter) expect([after, request]).toEqual([before, request]);
            compared++;
            if (before === 'deny') refused++;
          }
        },
      ),
      { numRuns: 1500 },
    );
    // What is never converted, or always answered the same, proves nothing.
    expect(converted).toBeGreaterThan(400);
    expect(refused).toBeGreaterThan(compared / 10);
    expect(compared - refused).toBeGreaterThan(compared / 10);
  });
});
