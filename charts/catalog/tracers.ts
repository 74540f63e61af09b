import type { ResolvedSpec } from '../../src/api/resolved.ts';
import type { Lifetime } from './lifetime.ts';

/** Releases whose proxies speak the protocol of a tracer (flags of pilot-agent, Istio pilot/cmd/pilot-agent/main.go). */
export const TRACERS: Readonly<Record<ResolvedSpec['mesh']['tracing']['tracer'], Lifetime>> = {
  zipkin: {},
  lightstep: { since: '1.1' },
  datadog: { since: '1.1.3' },
};
