import type { Manifest } from '../../api/manifest.ts';
import { specOf } from './legacy.ts';

/** Attributes that no manifest declares since 1.1, so that mixer refuses expressions over them, and what says the same. */
const GONE: Readonly<Record<string, string>> = {
  'source.service': 'source.workload.name',
  'destination.service': 'destination.service.host',
};

const USED = /\b(?:source|destination)\.service(?![\w.])/g;

/** What the expressions of an object have to say instead, one sentence for each attribute that is gone. */
export function goneAttributes(object: Manifest): string[] {
  const used = new Set(textsIn(specOf(object)).flatMap((text) => text.match(USED) ?? []));
  return [...used]
    .sort()
    .map((name) => `asks for ${name}, which no manifest declares since 1.1; say ${GONE[name] ?? ''} instead`);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
