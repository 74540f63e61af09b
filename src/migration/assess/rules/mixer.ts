import type { Manifest } from '../../../api/manifest.ts';
import { list, record, text, texts } from '../../reading.ts';
import type { MeshView } from '../mesh-view.ts';
import { SEVERITIES, type Hit, type Rule, type Severity } from '../rule.ts';
import { ADAPTERS, TEMPLATES, type Purpose } from './adapters.data.ts';

const GROUP = 'config.istio.io';
const ofGroup = (...kinds: readonly string[]): string[] => kinds.map((kind) => `${kind}.${GROUP}`);
const HANDLERS = ofGroup('handler', ...Object.keys(ADAPTERS));
const GONE = 'istio.io/news/releases/1.8.x/announcing-1.8: mixer was removed';

/** What is lost with an adapter, by purpose; `custom` is an adapter of somebody's own, asked over gRPC. */
const LOSSES: Readonly<Record<Purpose | 'custom', Pick<Rule, 'title' | 'severity' | 'happens' | 'remedy'>>> = {
  metrics: {
    title: 'metrics by mixer',
    severity: 'changes',
    happens:
      'Metrics that this handler defines are no longer written; the standard metrics come from the proxies, with other labels.',
    remedy:
      '`meshwright migrate convert` prints labels of the standard metrics as a Telemetry resource; dashboards and alerts need new names.',
  },
  logs: {
    title: 'logs by mixer',
    severity: 'changes',
    happens: 'Log entries of this handler are no longer written.',
    remedy:
      '`meshwright migrate convert` prints the access log of the proxies with the same fields: a Telemetry resource, and a provider of the mesh config.',
  },
  traces: {
    title: 'traces by mixer',
    severity: 'changes',
    happens: 'Spans of this handler are no longer reported.',
    remedy:
      'Let the proxies report them: `meshwright migrate convert` prints a provider of the mesh config and a Telemetry resource.',
  },
  denier: {
    title: 'requests refused by mixer',
    severity: 'blocks',
    happens: 'Requests that are refused today are let in.',
    remedy: '`meshwright migrate convert` prints an AuthorizationPolicy with `action: DENY`, or says why none can.',
  },
  list: {
    title: 'lists checked by mixer',
    severity: 'blocks',
    happens: 'Requests that the list refuses today are let in.',
    remedy:
      '`meshwright migrate convert` prints an AuthorizationPolicy with `action: DENY`; a list that is fetched needs an external authorizer (`action: CUSTOM`).',
  },
  decision: {
    title: 'decisions by an adapter of mixer',
    severity: 'blocks',
    happens: 'The policy is not asked any more, and requests that it refuses today are let in.',
    remedy:
      'Run the policy engine as an external authorizer: an extension provider in the mesh config, and an AuthorizationPolicy with `action: CUSTOM`.',
  },
  quota: {
    title: 'quotas',
    severity: 'blocks',
    happens: 'Nothing limits the rate of requests any more.',
    remedy:
      '`meshwright migrate convert` prints a limit of the proxies where it counts the same; elsewhere use a service for rate limits.',
  },
  attributes: {
    title: 'attributes of Kubernetes',
    severity: 'cosmetic',
    happens: 'Nothing: the proxies know their workloads by themselves.',
    remedy: 'Delete it with mixer.',
  },
  nothing: {
    title: 'adapters that do nothing',
    severity: 'cosmetic',
    happens: 'Nothing.',
    remedy: 'Delete it with mixer.',
  },
  custom: {
    title: 'an adapter of your own',
    severity: 'blocks',
    happens: 'The adapter is not called any more: what it refuses is let in, what it records is lost.',
    remedy:
      'Speak a protocol of Envoy instead: ext_authz for decisions (`action: CUSTOM`), the access log service or OpenTelemetry for records.',
  },
};

const purposeOf = (adapter: string): Purpose | 'custom' => ADAPTERS[adapter] ?? 'custom';

/** The adapter of a handler, in either form. */
function adapterOf({ kind, ...object }: Manifest): string {
  if (kind !== 'handler') return kind;
  const { compiledAdapter, adapter } = record(object['spec']);
  return text(compiledAdapter) ?? text(adapter) ?? '';
}

/** Mixer asks nobody where the mesh config says so: then a check has no effect today either. */
const isUnasked = ({ meshConfig }: MeshView): boolean => meshConfig?.['disablePolicyChecks'] === true;

const CHECKS: readonly string[] = ['denier', 'list', 'decision', 'quota'];

function handlerRule(purpose: Purpose | 'custom'): Rule {
  return {
    id: `mixer-${purpose}`,
    ...LOSSES[purpose],
    kinds: HANDLERS,
    source: GONE,
    finds: (object, view) => {
      const adapter = adapterOf(object);
      if (purposeOf(adapter) !== purpose) return [];
      const name = adapter === '' ? 'an adapter that it does not name' : `the adapter ${adapter}`;
      if (!CHECKS.includes(purpose) || !isUnasked(view)) return [{ message: `configures ${name}` }];
      return [
        { message: `configures ${name}, which has no effect today: policy checks are off`, severity: 'cosmetic' },
      ];
    },
  };
}

/** The adapters that a rule calls; undefined for a handler that was not read. */
function calledBy(
  rule: Manifest,
  view: MeshView,
): { readonly reference: string; readonly adapter: string | undefined }[] {
  const actions = list(record(rule['spec'])['actions']).map(record);
  return actions.flatMap(({ handler }) => {
    const reference = text(handler);
    return reference === undefined ? [] : [{ reference, adapter: adapterBehind(reference, rule, view) }];
  });
}

/** A reference is `name`, `name.namespace`, or until 1.1 `name.adapter` and `name.adapter.namespace`. */
function adapterBehind(reference: string, rule: Manifest, view: MeshView): string | undefined {
  const [name, ...rest] = reference.split('.');
  const kind = rest.find((word) => Object.hasOwn(ADAPTERS, word));
  if (kind !== undefined) return kind;
  const namespaces = [rest[0] ?? rule.metadata.namespace, rule.metadata.namespace];
  const found = HANDLERS.flatMap(view.of).find(
    ({ metadata }) => metadata.name === name && namespaces.includes(metadata.namespace),
  );
  return found && adapterOf(found);
}

const worst = (severities: readonly Severity[]): Severity =>
  SEVERITIES.find((severity) => severities.includes(severity)) ?? 'cosmetic';

function ruleHits(rule: Manifest, view: MeshView): Hit[] {
  const called = calledBy(rule, view);
  const match = text(record(rule['spec'])['match']) ?? '';
  const severities = called.map(({ adapter }): Severity => {
    const purpose = adapter === undefined ? 'custom' : purposeOf(adapter);
    return CHECKS.includes(purpose) && isUnasked(view) ? 'cosmetic' : LOSSES[purpose].severity;
  });
  const names = called.map(({ reference, adapter }) => `${reference} (${adapter ?? 'a handler that was not read'})`);
  const calls = names.length === 0 ? 'calls nothing' : `calls ${names.join(', ')}`;
  return [
    { message: `${calls}${match === '' ? ' for every request' : ` where ${match}`}`, severity: worst(severities) },
  ];
}

const OPERATIONS = ['requestHeaderOperations', 'responseHeaderOperations'] as const;

/** Everything that only mixer reads. */
export const MIXER_RULES: readonly Rule[] = [
  ...(Object.keys(LOSSES) as (keyof typeof LOSSES)[]).map(handlerRule),
  {
    id: 'mixer-instance',
    title: 'data prepared for adapters',
    severity: 'cosmetic',
    kinds: ofGroup('instance', ...TEMPLATES),
    finds: ({ kind, ...object }) => [
      { message: `prepares data for the template ${(kind === 'instance' && templateOf(object)) || kind}` },
    ],
    happens: 'Nobody reads it; what is lost is said with the rules and handlers that use it.',
    remedy: 'Delete it with mixer.',
    source: GONE,
  },
  {
    id: 'mixer-rule',
    title: 'rules of mixer',
    severity: 'blocks',
    kinds: ofGroup('rule'),
    finds: ruleHits,
    happens: 'The rule is not read any more, so that its handlers are never called.',
    remedy: 'Do for each handler what this report says of it, for the requests that the rule matches.',
    source: GONE,
  },
  {
    id: 'mixer-headers',
    title: 'headers changed by rules of mixer',
    severity: 'blocks',
    kinds: ofGroup('rule'),
    finds: (object) =>
      OPERATIONS.filter((name) => list(record(object['spec'])[name]).length > 0).map((name) => ({
        field: `spec.${name}`,
        message: `changes headers`,
      })),
    happens: 'Headers are passed on as they came.',
    remedy: 'Say it in a VirtualService (`http[].headers`).',
    source: GONE,
  },
  {
    id: 'mixer-definition',
    title: 'definitions of adapters, templates and attributes',
    severity: 'cosmetic',
    kinds: ofGroup('adapter', 'template', 'attributemanifest'),
    finds: ({ kind, metadata }) => [{ message: `defines the ${kind} ${metadata.name}` }],
    happens: 'Nobody reads it.',
    remedy: 'Delete it with mixer.',
    source: GONE,
  },
  {
    id: 'quota-spec',
    title: 'quotas of requests',
    severity: 'blocks',
    kinds: ofGroup('QuotaSpec', 'QuotaSpecBinding'),
    finds: (object, view) => [
      {
        message:
          object.kind === 'QuotaSpec' ? 'charges quotas' : `charges ${servicesOf(object).join(', ') || 'no service'}`,
        ...(isUnasked(view) && { severity: 'cosmetic' as const }),
      },
    ],
    happens: 'Nothing limits the rate of requests any more.',
    remedy: LOSSES.quota.remedy,
    source: GONE,
  },
  {
    id: 'http-api-spec',
    title: 'attributes of APIs',
    severity: 'changes',
    kinds: ofGroup('HTTPAPISpec', 'HTTPAPISpecBinding'),
    finds: ({ kind }) => [
      { message: kind === 'HTTPAPISpec' ? 'names operations and API keys' : 'binds such a specification' },
    ],
    happens:
      'The attributes of operations and API keys are not made any more, nor what is decided or recorded by them.',
    remedy:
      'Match paths, methods and headers where they are needed: in an AuthorizationPolicy, a Telemetry resource or an external authorizer.',
    source: GONE,
  },
];

function templateOf(object: Readonly<Record<string, unknown>>): string {
  const { compiledTemplate, template } = record(object['spec']);
  return text(compiledTemplate) ?? text(template) ?? '';
}

const servicesOf = (object: Manifest): string[] => {
  const { services } = record(object['spec']);
  return list(services).flatMap((service) => texts([record(service)['name'] ?? record(service)['service']]));
};
