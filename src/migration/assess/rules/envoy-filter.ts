import type { Manifest } from '../../../api/manifest.ts';
import { record, textsWithin } from '../../reading.ts';
import type { Hit, Rule } from '../rule.ts';
import { ENVOY_GONE, ENVOY_NAMES } from './envoy-names.data.ts';

const kinds = ['EnvoyFilter.networking.istio.io'];
const OLD_FORM = ['workloadLabels', 'filters'] as const;

/** Types of version 2 of Envoy's API: `envoy.api.v2.…`, `envoy.config.….v2`, `envoy.config.….v2alpha`. */
const API_V2 = /type\.googleapis\.com\/envoy\.(?:api\.v2\.[\w.]+|[\w.]+\.v2(?:alpha\d?)?\.[\w.]+)/;

function oldForm(filter: Manifest): Hit[] {
  const spec = record(filter['spec']);
  return OLD_FORM.filter((name) => name in spec).map((name) => ({
    field: `spec.${name}`,
    message: 'is of the form of 1.0 to 1.2',
  }));
}

const named = (filter: Manifest, message: (text: string) => string | undefined): Hit[] =>
  textsWithin(filter['spec'], 'spec').flatMap(({ field, text }) => {
    const found = message(text);
    return found === undefined ? [] : [{ field, message: found }];
  });

const renamed = (text: string): string | undefined =>
  Object.hasOwn(ENVOY_NAMES, text) ? `names ${text}, which is ${ENVOY_NAMES[text] ?? ''} now` : undefined;

const gone = (text: string): string | undefined =>
  ENVOY_GONE.includes(text) ? `names the filter ${text}, which proxies do not have any more` : undefined;

const oldType = (text: string): string | undefined => {
  const [type] = API_V2.exec(text) ?? [];
  return type === undefined ? undefined : `has a type of version 2 of Envoy's API: ${type.replace(/^.*\//, '')}`;
};

/** Lists and objects under the key `config`, which had no type. */
function untyped(value: unknown, field: string): Hit[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const at = Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
    const here = key === 'config' && typeof inner === 'object' && inner !== null;
    return here ? [{ field: at, message: 'configures a filter without a type' }] : untyped(inner, at);
  });
}

const isKnownTrouble = (filter: Manifest): boolean =>
  [oldForm(filter), named(filter, renamed), named(filter, gone), named(filter, oldType)].some(
    (hits) => hits.length > 0,
  );

/** Patches of Envoy's own configuration, which changed with Envoy. */
export const ENVOY_FILTER_RULES: readonly Rule[] = [
  {
    id: 'envoy-filter-form',
    title: 'EnvoyFilters of the form of 1.0 to 1.2',
    severity: 'blocks',
    kinds,
    finds: oldForm,
    happens: 'The CRD does not know these fields, and the filter is not put in.',
    remedy:
      'Say it with `workloadSelector` and `configPatches`, and first ask whether a resource of Istio says the same today.',
    source: 'CRDs of istio.io/api 1.22 to 1.32',
  },
  {
    id: 'envoy-filter-names',
    title: 'names of filters that changed',
    severity: 'blocks',
    kinds,
    finds: (filter) => named(filter, renamed),
    happens: 'Matches find nothing under the old name; a filter of that name is refused by the proxy.',
    remedy: 'Write the new name.',
    source: "envoyproxy.io, version history of 1.14: names are those of the extensions' packages",
  },
  {
    id: 'envoy-filter-gone',
    title: 'filters that are gone',
    severity: 'blocks',
    kinds,
    finds: (filter) => named(filter, gone),
    happens: 'A patch that is placed by this filter is placed nowhere.',
    remedy: 'Place it by another filter, such as `envoy.filters.http.router`.',
    source: 'filters of istio/proxy 1.4',
  },
  {
    id: 'envoy-filter-types',
    title: "types of version 2 of Envoy's API",
    severity: 'blocks',
    kinds,
    finds: (filter) => [
      ...named(filter, oldType),
      ...untyped(record(filter['spec'])['configPatches'], 'spec.configPatches'),
    ],
    happens: 'Proxies speak version 3 only, and refuse the whole listener or cluster.',
    remedy: 'Write `typed_config` with a type of version 3.',
    source: 'envoyproxy.io, version history of 1.17 and 1.18',
  },
  {
    id: 'envoy-filter',
    title: 'EnvoyFilters',
    severity: 'changes',
    kinds,
    finds: (filter) =>
      isKnownTrouble(filter)
        ? []
        : [{ message: "patches Envoy's own configuration, which the target makes otherwise" }],
    happens: 'Whether it still fits nobody can say from outside.',
    remedy: 'Try it with a proxy of the target, and look at its configuration.',
    source: 'istio.io/docs/reference/config/networking/envoy-filter: break-glass, without a promise across releases',
  },
];
