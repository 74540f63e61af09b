import { describeObject } from '../../../core/model/object-id.ts';
import { podsOf } from '../../assess/pod-template.ts';
import { record } from '../../reading.ts';
import type { Collected } from '../conversion.ts';
import type { OldMesh } from '../mesh.ts';
import type { Precedence } from '../old-policy.ts';
import { includes, namespaceOf, type ServiceFacts } from '../services.ts';
import { attributesOf } from '../telemetry/cel.ts';
import { saidOr, Unsaid } from '../unsaid.ts';
import { actionsIn, type Action, type MixerObject } from './actions.ts';
import { chargesIn, limitOf, type Charge, type Limit } from './charges.ts';
import { readExpression } from './expressions.ts';

const ADAPTERS = ['memquota', 'redisquota'];
const GLOBAL = 'a service for rate limits (envoy.filters.http.ratelimit) can count it for all';

/**
 * Quotas of mixer as rate limits of the proxies. Mixer counted for all pods of a Service together, a proxy counts for its
 * pod, port and filter chain: so only where there is one of each is it the same, and where every request counts.
 */
export function convertQuotas(mesh: OldMesh, policies: Precedence, out: Collected): void {
  const { charges, unread } = chargesIn(mesh);
  for (const { object, what } of unread)
    out.remark('not-converted', object, `${what} was not read, or selects no pods`);
  const actions = actionsIn(mesh.objects).filter(({ handler }) => ADAPTERS.includes(handler.of));
  for (const charge of charges) {
    const refuse = (why: string): void =>
      out.remark('not-converted', charge.object, `quota ${charge.quota} of Service ${charge.service.name}: ${why}`);
    saidOr(() => convertCharge(charge, actions, { mesh, policies, out }), refuse);
  }
  for (const { rule, instances } of actions)
    for (const { object } of instances.filter((instance) => !charges.some((charge) => isOf(charge, instance))))
      out.remark(
        'without-effect',
        describeObject(rule),
        `no QuotaSpecBinding has requests charge ${object.metadata.name}`,
      );
}

/** Names of quotas are compared without upper and lower case (mixer/pkg/runtime/dispatcher). */
const isOf = ({ quota }: Charge, { object }: MixerObject): boolean =>
  object.metadata.name.toLowerCase() === quota.toLowerCase();

interface Work {
  readonly mesh: OldMesh;
  readonly policies: Precedence;
  readonly out: Collected;
}

function convertCharge(charge: Charge, actions: readonly Action[], { mesh, policies, out }: Work): void {
  const { service, quota, amount, object } = charge;
  if (mesh.meshConfig['disablePolicyChecks'] === true) {
    out.remark('without-effect', object, 'limits nothing, because the mesh config has disablePolicyChecks');
    return;
  }
  if (charge.isPartial) throw new Unsaid(`only some requests are charged, and a proxy counts all; ${GLOBAL}`);
  const [found, ...others] = limitsFor(charge, actions, mesh);
  if (found === undefined) throw new Unsaid('no rule of mixer that was read gives it to memquota or redisquota');
  if (others.length > 0) throw new Unsaid('several rules of mixer give it away; say by hand which limit is meant');
  const { maxAmount, windowMs } = found;
  const tokens = Math.floor(maxAmount / amount);
  if (!(tokens >= 1)) throw new Unsaid(`its limit of ${maxAmount} lets nothing through`);
  if (!(windowMs >= 50)) throw new Unsaid('it has no time after which requests count no more');
  refuseSeveral(service, mesh, policies);
  out.add(
    'EnvoyFilter',
    { name: `${quota.toLowerCase()}-${service.name}`, namespace: service.namespace },
    limitFilter(service, tokens, windowMs),
  );
  const message = `quota ${quota} of Service ${service.name} holds while one pod serves it, and counts from one window to the next`;
  out.remark('quota-per-pod', object, message);
}

/** Limits that rules give a charge, where they count as a proxy does. */
function limitsFor(charge: Charge, actions: readonly Action[], { controlNamespace }: OldMesh): Limit[] {
  return actions.flatMap(({ rule, match, handler, instances }) => {
    const own = [controlNamespace, charge.service.namespace].includes(namespaceOf(rule));
    return instances
      .filter((instance) => own && instance.of === 'quota' && isOf(charge, instance))
      .flatMap((instance) => {
        const limit = limitOf(handler.params, instance.object);
        if (limit === undefined) return [];
        if (match.trim() !== '' && match.trim() !== 'true')
          throw new Unsaid(`it counts only where ${match}, and a proxy counts all; ${GLOBAL}`);
        refuseApart(instance);
        if (limit.hasOverrides)
          throw new Unsaid(`it has overrides for some requests, and a proxy has one limit; ${GLOBAL}`);
        return [limit];
      });
  });
}

/** What is counted apart by anything but the server has as many limits as there are values. */
function refuseApart({ params }: MixerObject): void {
  const apart = Object.entries(record(params['dimensions'])).flatMap(([name, value]) =>
    attributesOf(readExpression(String(value), `dimension ${name}`)).filter((each) => !OF_SERVER.test(each)),
  );
  if (apart.length > 0)
    throw new Unsaid(`it is counted apart by ${apart.join(', ')}, and a proxy has one limit; ${GLOBAL}`);
}

const OF_SERVER = /^destination\.(service(\.|$)|namespace$|workload\.namespace$|labels\[(app|name)\]$)/;

/** A proxy counts everything only where there is one pod, one port and one filter chain. */
function refuseSeveral(service: ServiceFacts, mesh: OldMesh, policies: Precedence): void {
  const group = mesh.workloads.find(({ services }) => services.includes(service));
  if (group === undefined || group.services.length > 1 || group.shared.length > 0)
    throw new Unsaid('other Services select its pods, and a proxy has one limit for all; select pods by hand');
  const pods = podsFor(service, mesh);
  if (pods === undefined) throw new Unsaid('how many pods serve it was not read');
  if (pods !== 1) throw new Unsaid(`${pods} pods share it, and each proxy would have a limit of its own; ${GLOBAL}`);
  const [port, ...more] = service.ports.filter(({ isHttp }) => isHttp);
  if (port === undefined) throw new Unsaid('no port of it is for HTTP by its name');
  if (more.length > 0) throw new Unsaid(`each port for HTTP would have a limit of its own; ${GLOBAL}`);
  if ((policies.of(service, port)?.tls ?? 'PERMISSIVE') === 'PERMISSIVE')
    throw new Unsaid(
      'callers with and without mutual TLS would have a limit each; require mutual TLS and convert again',
    );
}

/** How many pods workloads that were read make for a Service; undefined where none was read, or one does not say. */
function podsFor({ namespace, selector }: ServiceFacts, { objects }: OldMesh): number | undefined {
  const owners = objects.filter(
    (object) => namespaceOf(object) === namespace && podsOf(object).some(({ labels }) => includes(labels, selector)),
  );
  const replicas = owners.map((owner) =>
    COUNTED.includes(owner.kind) ? (record(owner['spec'])['replicas'] ?? 1) : undefined,
  );
  if (replicas.length === 0 || replicas.some((each) => typeof each !== 'number')) return undefined;
  return (replicas as number[]).reduce((sum, each) => sum + each, 0);
}

const COUNTED = ['Deployment', 'StatefulSet'];

/** Proxies before 1.10 know no such types, and pilot 1.4 would send it to its own. */
const NEW_PROXIES = '^1\\.[1-9][0-9].*';

function limitFilter({ selector }: ServiceFacts, tokens: number, windowMs: number): object {
  const all = (runtimeKey: string): object => ({
    runtime_key: runtimeKey,
    default_value: { numerator: 100, denominator: 'HUNDRED' },
  });
  const filter = {
    name: 'envoy.filters.network.http_connection_manager',
    subFilter: { name: 'envoy.filters.http.router' },
  };
  const value = {
    name: 'envoy.filters.http.local_ratelimit',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
      stat_prefix: 'http_local_rate_limiter',
      token_bucket: { max_tokens: tokens, tokens_per_fill: tokens, fill_interval: `${windowMs / 1000}s` },
      filter_enabled: all('local_rate_limit_enabled'),
      filter_enforced: all('local_rate_limit_enforced'),
    },
  };
  const match = {
    context: 'SIDECAR_INBOUND',
    proxy: { proxyVersion: NEW_PROXIES },
    listener: { filterChain: { filter } },
  };
  const configPatches = [{ applyTo: 'HTTP_FILTER', match, patch: { operation: 'INSERT_BEFORE', value } }];
  return { workloadSelector: { labels: selector }, configPatches };
}
