import { describeObject } from '../../../core/model/object-id.ts';
import { podsOf } from '../../assess/pod-template.ts';
import { list, record, text, type Loose } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import type { Action, MixerObject } from '../mixer/actions.ts';
import { readExpression } from '../mixer/expressions.ts';
import { either } from '../old-policy.ts';
import { namespaceOf } from '../services.ts';
import { saidOr, Unsaid } from '../unsaid.ts';
import { operatorOf } from './operators.ts';
import type { TelemetryParts } from './parts.ts';

const OF_MESH = 'the mesh config';
const COLLECTOR = 'let an OpenTelemetry collector pass spans on, and name it as an `opentelemetry` provider';

/**
 * Where spans go: what the mesh config of the old mesh says, with the sampling of pilot; or else what mixer's adapter for
 * Zipkin does. A proxy reports to one place.
 */
export function convertTraces(actions: readonly Action[], mesh: OldMesh, parts: TelemetryParts, out: Collected): void {
  const tracing = record(record(mesh.meshConfig['defaultConfig'])['tracing']);
  const refuse = (why: string): false => {
    out.remark('not-converted', OF_MESH, `tracing: ${why}`);
    return false;
  };
  const isOn = mesh.meshConfig['enableTracing'] !== false && Object.keys(tracing).length > 0;
  const isReported = isOn && saidOr(() => convertOfMesh(tracing, mesh, parts, out), refuse);
  for (const action of actions.filter(({ handler }) => ['zipkin', 'stackdriver'].includes(handler.of)))
    for (const instance of action.instances.filter(({ of }) => of === 'tracespan')) {
      const refuseSpan = (why: string): void =>
        out.remark('not-converted', describeObject(action.rule), `span ${instance.object.metadata.name}: ${why}`);
      saidOr(() => {
        if (isReported) throw new Unsaid('proxies report to the place that the mesh config names, and to no other');
        convertSpan(action, instance, parts, out);
      }, refuseSpan);
    }
}

function convertOfMesh(tracing: Loose, mesh: OldMesh, parts: TelemetryParts, out: Collected): true {
  const kind = ['zipkin', 'datadog'].find((each) => tracing[each] !== undefined);
  if (kind === undefined) throw new Unsaid(`the target has no ${Object.keys(tracing).join(', ')}; ${COLLECTOR}`);
  const address = text(record(tracing[kind])['address']) ?? '';
  out.provide(kind, { [kind]: serviceAt(address, mesh.controlNamespace) });
  const sampling = samplingOf(mesh);
  if (sampling === undefined)
    out.remark(
      'not-converted',
      OF_MESH,
      'tracing: the sampling of pilot (PILOT_TRACE_SAMPLING) was not read; say randomSamplingPercentage',
    );
  parts.add(mesh.controlNamespace, 'tracing', {
    providers: [{ name: kind }],
    ...(sampling !== undefined && { randomSamplingPercentage: sampling }),
  });
  return true;
}

/** The percentage that pilot has proxies sample; all, where it says nothing (pilot/pkg/features of 1.4). */
function samplingOf({ objects, controlNamespace }: OldMesh): number | undefined {
  const pilots = objects.filter(
    (object) =>
      namespaceOf(object) === controlNamespace &&
      podsOf(object).some(({ containers }) => containers.some(({ name }) => name === 'discovery')),
  );
  const [pilot] = pilots;
  if (pilot === undefined) return undefined;
  const template = record(record(record(pilot['spec'])['template'])['spec']);
  const variables = list(template['containers']).flatMap((container) => list(record(container)['env']).map(record));
  const value = variables.find(({ name }) => name === 'PILOT_TRACE_SAMPLING')?.['value'];
  const percentage = Number(value ?? 100);
  return percentage >= 0 && percentage <= 100 ? percentage : undefined;
}

/** A host and port of the cluster, by the full name of the Service. */
function serviceAt(address: string, namespace: string): { service: string; port: number } {
  const [, host = '', port = ''] = /^([\w.-]+):(\d+)$/.exec(address) ?? [];
  if (host === '') throw new Unsaid(`its address ${JSON.stringify(address)} is no host and port`);
  const [name = '', of = namespace, ...rest] = host.split('.');
  const isShort = rest.length === 0 || rest.join('.') === 'svc';
  return { service: isShort ? `${name}.${of}.svc.cluster.local` : host, port: Number(port) };
}

function convertSpan({ rule, handler }: Action, instance: MixerObject, parts: TelemetryParts, out: Collected): void {
  if (handler.of !== 'zipkin') throw new Unsaid(`the target has no ${handler.of}; ${COLLECTOR}`);
  const url = text(handler.params['url']) ?? '';
  const [, address = '', path = ''] = /^http:\/\/([^/]+)(\/.*)?$/.exec(url) ?? [];
  const name = `${handler.object.metadata.name}-${namespaceOf(handler.object)}`;
  const service = serviceAt(/:\d+$/.test(address) ? address : `${address}:80`, namespaceOf(handler.object));
  const probability = Number(either(handler.params, 'sampleProbability') ?? 0);
  const customTags = tagsOf(rule, instance, out);
  out.provide(name, { zipkin: { ...service, ...(path !== '' && { path }) } });
  parts.add(namespaceOf(rule), 'tracing', {
    providers: [{ name }],
    randomSamplingPercentage: Math.round(Math.min(Math.max(probability, 0), 1) * 10_000) / 100,
    ...(Object.keys(customTags).length > 0 && { customTags }),
  });
}

function tagsOf(rule: Action['rule'], { object, params }: MixerObject, out: Collected): Record<string, object> {
  return Object.fromEntries(
    Object.entries(record(either(params, 'spanTags'))).flatMap(([tag, value]): [string, object][] => {
      const refuse = (why: string): [] => {
        out.remark('not-converted', describeObject(rule), `tag ${tag} of span ${object.metadata.name}: ${why}`);
        return [];
      };
      const made = (): [string, object][] => {
        const formatted = operatorOf(readExpression(String(value), 'its value'));
        return [[tag, { formatter: { value: formatted } }]];
      };
      return saidOr(made, refuse);
    }),
  );
}
