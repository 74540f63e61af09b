import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf, render, resolve, specFromValues } from '../../../../charts/index.ts';
import { MINORS } from '../../../../charts/catalog/minor.ts';
import { OPTIONS } from '../../../../charts/catalog/options.ts';
import { FIELD_ONLY, PUBLISHED } from './published.data.ts';
import type { PublishedKey } from './published-rows.ts';

const LAST = { '1.0': '1.0.9', '1.1': '1.1.17', '1.2': '1.2.10', '1.3': '1.3.8', '1.4': '1.4.10' } as const;

/** `{'a.b': 1}` as a values file has it. */
function nested(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    const path = key.split('.');
    const last = path.pop() ?? '';
    let node = tree;
    for (const part of path) node = (node[part] ??= {}) as Record<string, unknown>;
    node[last] = value;
  }
  return tree;
}

/** The objects of a key, as text; JSON within texts as it is. */
function rendered(values: Readonly<Record<string, unknown>>, version: string, objects: string): string {
  const { spec, unmapped } = specFromValues(nested(values), { version, profile: 'default' });
  expect(unmapped).toEqual([]);
  return render({ name: 'mesh', spec: resolve(spec), capabilities: capabilitiesOf('1.21') })
    .filter(({ kind, metadata }) => objects.split(',').includes(`${kind}/${metadata.name}`))
    .map((object) => JSON.stringify(object).replaceAll('\\"', '"'))
    .join('\n');
}

const versionsOf = ({ since = '1.0', until = '1.4' }: PublishedKey): string[] =>
  MINORS.slice(MINORS.indexOf(since as '1.0'), MINORS.indexOf(until as '1.4') + 1).map((minor) => LAST[minor]);

/** The first and the last line that have the key: between them nothing comes and goes. */
const CASES = PUBLISHED.flatMap((row) => {
  const versions = versionsOf(row);
  return [...new Set([versions[0], versions.at(-1)])].map((version) => ({ ...row, version: version ?? '' }));
});

describe('a value that people set', () => {
  it.each(CASES)('$key shows in $object of $version', ({ key, value, object, text, beside = {}, version }) => {
    const before = rendered(beside, version, object);
    const after = rendered({ ...beside, [key]: value }, version, object);
    const gone = text.startsWith('!');
    const wanted = gone ? text.slice(1) : text;
    expect(after.includes(wanted)).toBe(!gone);
    expect(before.includes(wanted) && after === before).toBe(false);
  });

  it.each([...PUBLISHED.map(({ key }) => key), ...FIELD_ONLY])('%s has a row in the table of options', (key) => {
    const general = key.replace('gateways.istio-ingressgateway.', 'gateways.*.');
    const rows = OPTIONS.filter(
      ({ helm = '' }) => `${general}.`.startsWith(`${helm}.`) || helm.startsWith(`${general}.`),
    );
    expect(rows).not.toEqual([]);
  });
});
