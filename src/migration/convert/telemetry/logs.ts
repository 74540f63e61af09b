import { describeObject } from '../../../core/model/object-id.ts';
import { isInstalled } from '../../assess/mesh-view.ts';
import { record, text } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { Action, MixerObject } from '../mixer/actions.ts';
import { readExpression } from '../mixer/expressions.ts';
import { either } from '../old-policy.ts';
import { namespaceOf } from '../services.ts';
import { saidOr } from '../unsaid.ts';
import { celOf } from './cel.ts';
import { operatorOf } from './operators.ts';
import type { TelemetryParts } from './parts.ts';
import { trafficOf } from './traffic.ts';

/** Adapters that write lines. */
const ADAPTERS = ['stdio', 'fluentd'];

/**
 * Log entries of mixer as access logs of the proxies: a provider with the fields of the entry, and a Telemetry that turns
 * it on for what the rule matches.
 */
export function convertLogs(actions: readonly Action[], parts: TelemetryParts, out: Collected): void {
  for (const action of actions.filter(({ handler }) => ADAPTERS.includes(handler.of)))
    for (const instance of action.instances.filter(({ of }) => of === 'logentry')) {
      const refuse = (why: string): void =>
        out.remark('not-converted', describeObject(action.rule), `log entry ${instance.object.metadata.name}: ${why}`);
      if (isInstalled(action.rule)) convertInstalled(action, out);
      else saidOr(() => convertEntry(action, instance, parts, out), refuse);
    }
}

/** The log that mixer comes with is the one that proxies come with. */
function convertInstalled({ rule, handler }: Action, out: Collected): void {
  const isJson = either(handler.params, 'outputAsJson') === true;
  out.configure({ accessLogFile: '/dev/stdout', accessLogEncoding: isJson ? 'JSON' : 'TEXT' });
  out.remark(
    'logs-by-proxies',
    describeObject(rule),
    'is the access log of the proxies, each its own, with fields of Envoy',
  );
}

function convertEntry(action: Action, instance: MixerObject, parts: TelemetryParts, out: Collected): void {
  const traffic = trafficOf(action.match);
  const conditions = traffic.others.map(celOf);
  const protocol = PROTOCOLS[traffic.protocol ?? 'any'];
  const expression = [...protocol, ...conditions.map((cel) => cel.text)].join(' && ');
  const mode = traffic.mode ?? conditions.find((cel) => cel.mode !== undefined)?.mode;
  const provider = `${instance.object.metadata.name}-${namespaceOf(instance.object)}`;
  out.provide(provider, {
    envoyFileAccessLog: { path: pathOf(action.handler), logFormat: { labels: fieldsOf(action, instance, out) } },
  });
  parts.add(namespaceOf(action.rule), 'accessLogging', {
    ...(mode !== undefined && { match: { mode } }),
    providers: [{ name: provider }],
    ...(expression !== '' && { filter: { expression } }),
  });
  const rule = describeObject(action.rule);
  const address = text(action.handler.params['address']);
  const told =
    address === undefined
      ? 'is written by each proxy, to its output'
      : `was sent to ${address}, and is written by each proxy to its output: collect it there`;
  out.remark('logs-by-proxies', rule, told);
}

/** Only requests have a method. */
const PROTOCOLS = { http: ['has(request.method)'], tcp: ['!has(request.method)'], any: [] } as const;

/** Proxies write to their output or its error stream; files of mixer were in its own pod. */
const pathOf = ({ params }: MixerObject): string =>
  either(params, 'logStream') === 'STDERR' || either(params, 'logStream') === 1 ? '/dev/stderr' : '/dev/stdout';

function fieldsOf({ rule }: Action, { object, params }: MixerObject, out: Collected): Record<string, string> {
  const variables = { severity: params['severity'], time: params['timestamp'], ...record(params['variables']) };
  const fields = Object.entries(variables).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    fields.flatMap(([field, value]): [string, string][] => {
      const refuse = (why: string): [] => {
        const message = `field ${field} of log entry ${object.metadata.name}: ${why}`;
        out.remark('not-converted', describeObject(rule), message);
        return [];
      };
      return saidOr<[string, string][]>(
        () => [[field, operatorOf(readExpression(String(value), 'its value'))]],
        refuse,
      );
    }),
  );
}
