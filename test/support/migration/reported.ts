import type { Manifest } from '../../../src/api/manifest.ts';
import { loadAll } from 'js-yaml';

/** Rules of mixer that report: a metric with labels, a log entry with a condition, spans with a tag. */
export const REPORTED: readonly Manifest[] = loadAll(`
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: prom, namespace: istio-system}
spec: {compiledAdapter: prometheus, params: {metrics: [{name: calls, instance_name: calls.instance.istio-system}]}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: calls, namespace: istio-system}
spec:
  compiledTemplate: metric
  params: {value: '1', dimensions: {tenant: 'request.headers["x-tenant"] | "none"', from: 'source.workload.name | "unknown"'}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: calls, namespace: istio-system}
spec: {match: context.protocol == "http", actions: [{handler: prom, instances: [calls]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: out, namespace: shop}
spec: {compiledAdapter: stdio}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: slow, namespace: shop}
spec: {compiledTemplate: logentry, params: {severity: '"warning"', timestamp: request.time, variables: {code: response.code | 0}}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: slow, namespace: shop}
spec: {match: response.code >= 500, actions: [{handler: out, instances: [slow]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: zipkin, namespace: istio-system}
spec: {compiledAdapter: zipkin, params: {url: 'http://zipkin:9411/api/v1/spans', sampleProbability: 0.05}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: span, namespace: istio-system}
spec: {compiledTemplate: tracespan, params: {spanTags: {verb: request.method}}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: span, namespace: istio-system}
spec: {actions: [{handler: zipkin, instances: [span]}]}
`) as Manifest[];
