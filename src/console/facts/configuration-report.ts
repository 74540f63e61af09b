import { sectionsOf } from '../../proxy/bootstrap.ts';
import { NotADumpError, resourcesOf } from '../../proxy/config-dump.ts';
import {
  matching,
  RESOURCE_KINDS,
  type Resource,
  type ResourceFilter,
  type ResourceKind,
} from '../../proxy/resource.ts';
import type { ConfigurationReport } from '../contract.ts';

/** More at once nobody reads; what is looked for can be named. */
const MOST_RESOURCES = 100;

/**
 * Values of a dump: all that is made of them is in memory at once for a moment. A proxy that knows some thousands of
 * services has so many; eight megabytes of empty maps are more, and would take as much memory as the operator has.
 */
const MOST_VALUES = 300_000;

/** What Envoy answered to `/config_dump`. Nothing in it has been checked by anybody. @throws NotADumpError */
export function dumpOf(text: string): unknown {
  if (valuesIn(text) > MOST_VALUES)
    throw new NotADumpError(`the configuration has more than ${MOST_VALUES} values; \`meshwright proxy\` reads it`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotADumpError('the answer is not what Envoy answers to /config_dump: no JSON', { cause: error });
  }
}

/** No fewer than there are: each value but the first of a list or map has a comma before it. */
function valuesIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === COMMA || code === LIST || code === MAP) count++;
  }
  return count;
}

const [COMMA, LIST, MAP] = [',', '[', '{'].map((sign) => sign.charCodeAt(0));

/** What an Envoy is configured with, as far as somebody wants to see it. Secrets are left out. @throws NotADumpError */
export function configurationReport(dump: unknown, filter: ResourceFilter): ConfigurationReport {
  const resources = resourcesOf(dump);
  const found = matching(resources, filter);
  return {
    bootstrap: sectionsOf(dump),
    counts: countsOf(resources),
    filter,
    found: found.length,
    resources: found.slice(0, MOST_RESOURCES),
  };
}

function countsOf(resources: readonly Resource[]): Record<ResourceKind, number> {
  const count = (kind: ResourceKind): number => resources.filter((resource) => resource.kind === kind).length;
  return Object.fromEntries(RESOURCE_KINDS.map((kind) => [kind, count(kind)])) as Record<ResourceKind, number>;
}
