import type { Expression } from '../../../core/mixer/expression.ts';
import { describeObject } from '../../../core/model/object-id.ts';
import { isInstalled } from '../../assess/mesh-view.ts';
import { list, record, text, texts, type Loose } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { Action, MixerObject } from '../mixer/actions.ts';
import { readExpression } from '../mixer/expressions.ts';
import { either } from '../old-policy.ts';
import { namespaceOf } from '../services.ts';
import { saidOr, Unsaid } from '../unsaid.ts';
import { attributesOf, celOf, labelOf, type Cel } from './cel.ts';
import { GONE_LABELS, STANDARD_LABELS } from './cel.data.ts';
import { BY_EVENT, BY_VALUE, type StandardMetric } from './metrics.data.ts';
import type { TelemetryParts } from './parts.ts';
import { trafficOf, type Traffic } from './traffic.ts';

/**
 * Metrics that mixer writes for Prometheus, as labels of the standard metrics, which proxies write by themselves. A metric
 * of the target counts everything: there are no others, and no conditions.
 */
export function convertMetrics(actions: readonly Action[], parts: TelemetryParts, out: Collected): void {
  const all = actions.filter(({ handler }) => handler.of === 'prometheus');
  if (all.some(({ rule }) => isInstalled(rule))) out.remark('renamed', 'the mesh', DEFAULTS);
  for (const action of all.filter(({ rule }) => !isInstalled(rule)))
    for (const instance of action.instances.filter(({ of }) => of === 'metric')) {
      const refuse = (why: string): void =>
        out.remark('not-converted', describeObject(action.rule), `metric ${nameOf(action, instance)}: ${why}`);
      saidOr(() => convertMetric(action, instance, parts, out), refuse);
    }
}

/** What is otherwise in the metrics that a mesh comes with (istio.io, "Istio Standard Metrics"). */
const DEFAULTS =
  'metrics keep their names and labels, but for istio_request_duration_seconds, which is istio_request_duration_milliseconds, ' +
  'and permissive_response_code and permissive_response_policyid, which are gone; probes are counted, too';

/** How Prometheus shows an instance: by the handler, which prefixes all with `istio_`. */
function nameOf({ handler }: Action, instance: MixerObject): string {
  const definition = definitionOf(handler, instance);
  const namespace = text(definition['namespace']) ?? 'istio';
  return `${namespace}_${text(definition['name']) ?? instance.object.metadata.name}`;
}

function definitionOf({ params }: MixerObject, { object }: MixerObject): Loose {
  const isOf = (definition: Loose): boolean => {
    const [name, ...rest] = (text(either(definition, 'instanceName')) ?? '').split('.');
    return name === object.metadata.name && (rest.length === 0 || rest.at(-1) === namespaceOf(object));
  };
  return list(params['metrics']).map(record).find(isOf) ?? {};
}

function convertMetric(action: Action, instance: MixerObject, parts: TelemetryParts, out: Collected): void {
  const traffic = trafficOf(action.match);
  const name = nameOf(action, instance);
  const standard = standardOf(instance, traffic);
  const object = describeObject(action.rule);
  if (traffic.others.length > 0)
    throw new Unsaid(`it counts only some requests, and ${standard.name} counts all; say the condition as a label`);
  if (name !== standard.name) out.remark('renamed', object, `metric ${name} is ${standard.name}`);
  const dimensions = Object.entries(record(instance.params['dimensions'])).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = texts(either(definitionOf(action.handler, instance), 'labelNames'));
  const labels = dimensions.flatMap(([label, value]) => {
    if (names.length > 0 && !names.includes(label)) return [];
    const refuse = (why: string): [] => {
      out.remark('not-converted', object, `label ${label} of metric ${name}: ${why}`);
      return [];
    };
    return saidOr<Label[]>(() => labelFor(label, value, object, out), refuse);
  });
  for (const [mode, group] of Map.groupBy(labels, ({ cel }) => cel.mode)) {
    const told = `${group.map(({ label }) => label).join(', ')} of metric ${name}: only ${mode === 'SERVER' ? SERVERS : CLIENTS} know it`;
    const isOther = mode !== undefined && traffic.mode !== undefined && mode !== traffic.mode;
    if (isOther) out.remark('not-converted', object, told);
    else if (mode !== undefined && traffic.mode === undefined) out.remark('one-side', object, told);
    if (!isOther) parts.override(namespaceOf(action.rule), standard.metric, mode ?? traffic.mode, tagsOf(group));
  }
}

const SERVERS = 'servers (reporter="destination")';
const CLIENTS = 'clients (reporter="source")';

const tagsOf = (labels: readonly Label[]): object =>
  Object.fromEntries(labels.map(({ label, cel }) => [label, { value: labelOf(cel) }]));

/** A label and how Envoy computes it. */
interface Label {
  readonly label: string;
  readonly cel: Cel;
}

/** The label as an expression of Envoy; none where the standard metrics have it. */
function labelFor(label: string, value: unknown, object: string, out: Collected): Label[] {
  if (GONE_LABELS.includes(label)) {
    out.remark('renamed', object, `label ${label} is gone: policies in dry-run are told in the log of the proxy`);
    return [];
  }
  const expression = readExpression(String(value), 'its value');
  return isStandard(label, expression) ? [] : [{ label, cel: celOf(expression) }];
}

function isStandard(label: string, expression: Expression): boolean {
  const attribute = STANDARD_LABELS[label];
  const [first] = attributesOf(expression);
  if (attribute === undefined || first === undefined) return false;
  return attributesOf(expression).includes(attribute) || (label === 'request_protocol' && first === 'context.protocol');
}

function standardOf({ params }: MixerObject, { protocol, event }: Traffic): StandardMetric {
  const value = readExpression(text(params['value']) ?? '', 'its value');
  const [attribute] = attributesOf(value);
  const found = attribute === undefined ? undefined : BY_VALUE[attribute];
  if (found !== undefined) return found;
  const counts = value.is === 'constant' && value.value === 1;
  const counter = protocol === 'tcp' ? BY_EVENT[event ?? ''] : BY_EVENT['request'];
  if (!counts || counter === undefined) throw new Unsaid('none of the standard metrics measures that');
  return counter;
}
