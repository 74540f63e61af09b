import type { Manifest } from '../../../api/manifest.ts';
import { describeObject } from '../../../core/model/object-id.ts';
import { isInstalled } from '../../assess/mesh-view.ts';
import { ADAPTERS, type Purpose } from '../../assess/rules/adapters.data.ts';
import { list, record } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import { actionsIn, unreadIn, type Action } from './actions.ts';

/** Templates that other conversions take from an adapter. */
const CONVERTED: Readonly<Record<string, readonly string[]>> = {
  denier: ['checknothing', 'listentry'],
  listchecker: ['listentry'],
  prometheus: ['metric'],
  stdio: ['logentry'],
  fluentd: ['logentry'],
  zipkin: ['tracespan'],
  memquota: ['quota'],
  redisquota: ['quota'],
};

/** What to do instead, by what an adapter does. */
const INSTEAD: Readonly<Record<Exclude<Purpose, 'attributes' | 'nothing'> | 'custom', string>> = {
  metrics: 'let Prometheus or an OpenTelemetry collector read the metrics of the proxies, and write them on',
  logs: 'let a collector read the output of the proxies, or name it as an `envoyOtelAls` provider',
  traces: 'name an OpenTelemetry collector as an `opentelemetry` provider',
  denier: 'deny it by hand, in an AuthorizationPolicy',
  list: 'deny it by hand, in an AuthorizationPolicy',
  decision: 'run the policy engine as an external authorizer (action CUSTOM)',
  quota: 'limit it by hand, in the proxies or by a service for rate limits',
  custom: 'speak a protocol of Envoy instead: ext_authz for decisions, OpenTelemetry for records',
};

/** Whatever rules of mixer do that is not converted otherwise, so that nothing is left out silently. */
export function remarkOthers({ objects }: OldMesh, out: Collected): void {
  for (const { rule, reference } of unreadIn(objects).filter((each) => !isInstalled(each.rule)))
    out.remark('not-converted', describeObject(rule), `calls the handler ${reference}, which was not read`);
  const actions = actionsIn(objects).filter(({ rule }) => !isInstalled(rule));
  for (const action of actions)
    for (const message of leftOut(action)) out.remark('not-converted', describeObject(action.rule), message);
  for (const rule of new Set(actions.map((action) => action.rule)))
    if (changesHeaders(rule))
      out.remark('not-converted', describeObject(rule), 'changes headers; say it in a VirtualService');
}

function leftOut({ handler, instances, missing }: Action): string[] {
  const purpose = ADAPTERS[handler.of] ?? 'custom';
  if (purpose === 'attributes' || purpose === 'nothing') return [];
  const left = instances.filter(({ of }) => CONVERTED[handler.of]?.includes(of) !== true);
  const name = handler.of === '' ? 'an adapter that it does not name' : `the adapter ${handler.of}`;
  return [
    ...left.map(({ object, of }) => `gives ${of || 'what'} ${object.metadata.name} to ${name}: ${INSTEAD[purpose]}`),
    ...(['denier', 'list'].includes(purpose)
      ? []
      : missing.map((each) => `gives ${each} to ${name}, which was not read`)),
  ];
}

const changesHeaders = (rule: Manifest): boolean =>
  ['requestHeaderOperations', 'responseHeaderOperations'].some((field) => list(record(rule['spec'])[field]).length > 0);
