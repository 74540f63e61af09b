import type { Manifest } from '../../../api/manifest.ts';
import { record } from '../../reading.ts';
import type { Hit, Rule } from '../rule.ts';

/** Fields whose keys are anybody's, or Envoy's own. */
const MAPS: readonly string[] = [
  ...['labels', 'matchLabels', 'selector', 'sourceLabels', 'source_labels', 'annotations', 'distribute'],
  ...['headers', 'withoutHeaders', 'queryParams', 'appendHeaders', 'append_headers'],
  ...['appendRequestHeaders', 'append_request_headers', 'appendResponseHeaders', 'append_response_headers'],
  ...['value', 'filters'],
];

/** Fields that current CRDs know with an underscore, or that another rule tells of. */
const KNOWN: readonly string[] = ['mirror_percent'];

const camelCased = (key: string): string => key.replaceAll(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());

/** Keys with an underscore within a value, with their places. */
function underscored(value: unknown, at: string): Hit[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => underscored(item, `${at}[${i}]`));
  return Object.entries(record(value)).flatMap(([key, inner]) => {
    const field = `${at}.${key}`;
    const within = MAPS.includes(key) ? [] : underscored(inner, field);
    if (!key.includes('_') || KNOWN.includes(key)) return within;
    return [{ field, message: `has an underscore in its name; write ${camelCased(key)}` }, ...within];
  });
}

const NETWORKING = ['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry', 'Sidecar', 'EnvoyFilter'];

/** Protocol buffers have two spellings of a field, and classic releases read both. */
export const SPELLING_RULES: readonly Rule[] = [
  {
    id: 'field-spelling',
    title: 'fields with underscores',
    severity: 'blocks',
    kinds: [...NETWORKING.map((kind) => `${kind}.networking.istio.io`), 'AuthorizationPolicy.security.istio.io'],
    finds: ({ spec }: Manifest) => underscored(spec, 'spec'),
    happens:
      'Classic releases read it; current CRDs do not know it: the field is dropped when the object is written next, and has no effect.',
    remedy: 'Write the other spelling, and look what the reference of the target says of that field.',
    source: 'CRDs of istio.io/api 1.22 to 1.32; protobuf.dev, JSON mapping',
  },
];
