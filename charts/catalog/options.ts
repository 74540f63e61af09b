import { isDeepStrictEqual } from 'node:util';
import type { SpecProblem } from '../../src/api/errors.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { minorOf, MINORS, type Minor } from './minor.ts';

/** An option that not every release line has: what its binaries do not know, no chart can give them. */
interface OptionLifetime {
  /** Path below spec; `*` stands for any index. */
  readonly path: string;
  /** The first line that has it; the first of all when it is not given. */
  readonly since?: Minor;
  /** The last line that has it; the last of all when it is not given. */
  readonly until?: Minor;
}

/** values.yaml of the charts and the flags of the binaries of each line. */
const OPTIONS: readonly OptionLifetime[] = [
  { path: 'mesh.mtls.auto', since: '1.4' },
  { path: 'mesh.trustDomain', since: '1.1' },
  { path: 'mesh.outboundTrafficPolicy', since: '1.1' },
  { path: 'mesh.accessLog.encoding', since: '1.1' },
  { path: 'mesh.accessLog.format', since: '1.1' },
  { path: 'mesh.tracing.tracer', since: '1.1' },
  { path: 'mesh.tracing.lightstep', since: '1.1' },
  { path: 'mesh.tracing.datadog', since: '1.1' },
  { path: 'mesh.useMCP', since: '1.1' },
  { path: 'mesh.locality', since: '1.1' },
  { path: 'mesh.networks', since: '1.1' },
  { path: 'sidecar.rewriteAppHTTPProbe', since: '1.1' },
  { path: 'sidecar.neverInjectSelector', since: '1.1' },
  { path: 'sidecar.alwaysInjectSelector', since: '1.1' },
  { path: 'sidecar.injectedAnnotations', since: '1.4' },
  { path: 'sidecar.logLevel', since: '1.1' },
  { path: 'sidecar.capture.excludeOutboundPorts', since: '1.2' },
  { path: 'sidecar.cni.enabled', since: '1.1' },
  { path: 'sidecar.sds.enabled', since: '1.1' },
  { path: 'sidecar.sds.udsPath', since: '1.1' },
  { path: 'sidecar.sds.tokenAudience', since: '1.3' },
  { path: 'components.telemetry.loadShedding', since: '1.1' },
  { path: 'components.telemetry.adapters.prometheus.metricsExpiryDuration', since: '1.1' },
  { path: 'components.tracing.provider', since: '1.1' },
  { path: 'components.servicegraph.enabled', until: '1.1' },
  { path: 'components.nodeagent.enabled', since: '1.1' },
  { path: 'components.coredns.enabled', since: '1.1' },
  { path: 'gateways.*.sds.enabled', since: '1.1' },
];

/**
 * Every setting of a spec that its version does not have. What is written out as it is anyway may stay: a spec that
 * names all defaults is good.
 */
export function lackedOptions(spec: MeshInstallSpec, defaults: object): SpecProblem[] {
  const minor = minorOf(spec.version);
  return OPTIONS.filter((option) => !linesWith(option).includes(minor)).flatMap((option) =>
    settingsAt(spec, defaults, option.path.split('.'), 'spec')
      .filter(({ value, fallback }) => differs(value, fallback))
      .map(({ field, value }) => ({
        field,
        value,
        message: `Istio ${spec.version} does not have this option; ${linesText(option)}.`,
      })),
  );
}

const linesWith = ({ since = '1.0', until = '1.4' }: OptionLifetime): Minor[] =>
  MINORS.slice(MINORS.indexOf(since), MINORS.indexOf(until) + 1);

function linesText(option: OptionLifetime): string {
  const lines = linesWith(option);
  return lines.length === 1 ? `Istio ${lines.join()} has it` : `Istio ${lines.join(', ')} have it`;
}

interface Setting {
  readonly field: string;
  readonly value: unknown;
  readonly fallback: unknown;
}

function settingsAt(node: unknown, defaults: unknown, path: readonly string[], field: string): Setting[] {
  if (node === undefined) return [];
  const [key, ...rest] = path;
  if (key === undefined) return [{ field, value: node, fallback: defaults }];
  if (key === '*') return (node as unknown[]).flatMap((item, i) => settingsAt(item, undefined, rest, `${field}[${i}]`));
  const below = (value: unknown): unknown => (value as Record<string, unknown> | undefined)?.[key];
  return settingsAt(below(node), below(defaults), rest, `${field}.${key}`);
}

/** True when a value asks for something that would not be there without it. */
function differs(value: unknown, fallback: unknown): boolean {
  if (fallback === undefined) return value !== false;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return !isDeepStrictEqual(value, fallback);
  return Object.entries(value).some(([key, child]) => differs(child, (fallback as Record<string, unknown>)[key]));
}
