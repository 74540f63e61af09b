import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InputError } from '../../../src/api/errors.ts';
import { sectionsOf } from '../../../src/proxy/bootstrap.ts';
import { resourcesOf } from '../../../src/proxy/config-dump.ts';
import { portsOfDump, portsOfPod } from '../../../src/proxy/ports.ts';
import { initContainerOf } from '../../../src/proxy/redirection.ts';
import { redacted } from '../../../src/proxy/redaction.ts';
import { envoyDump } from '../../support/envoy-dump.ts';

const READERS: readonly ((document: unknown) => unknown)[] = [
  resourcesOf,
  sectionsOf,
  portsOfDump,
  portsOfPod,
  initContainerOf,
];

/** Reads, or refuses in words; anything else is a crash. */
function read(document: unknown): void {
  for (const reader of READERS) {
    try {
      reader(document);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
}

/** A dump in which one value, wherever it is, was replaced. */
function disturbed(document: unknown, choose: (size: number) => number, by: unknown): unknown {
  if (typeof document !== 'object' || document === null) return by;
  const keys = Object.keys(document);
  const key = keys[choose(keys.length + 1)];
  if (key === undefined) return by;
  const copy = Array.isArray(document) ? [...(document as unknown[])] : { ...document };
  Object.assign(copy, { [key]: disturbed((document as Record<string, unknown>)[key], choose, by) });
  return copy;
}

describe('documents that nobody has checked', () => {
  it('never crash who reads them, whatever they are', () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => read(document)));
    fc.assert(fc.property(fc.jsonValue(), (part) => read({ configs: [part], spec: { containers: [part] } })));
  });

  it('never crash who reads them, wherever a dump is something else', () => {
    const dumps = (['1.0', '1.1', '1.4'] as const).map((shape) => envoyDump(shape, 2));
    fc.assert(
      fc.property(fc.constantFrom(...dumps), fc.gen(), fc.jsonValue(), (dump, gen, by) => {
        read(disturbed(dump, (size) => gen(fc.nat, { max: size - 1 }), by));
      }),
    );
  });

  it('may be nested deeper than any stack', () => {
    let nested: unknown = 'end';
    for (let i = 0; i < 100_000; i++) nested = [nested];
    expect(JSON.stringify(redacted(nested))).toContain('[redacted]');
  });
});
