import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../src/api/manifest.ts';

/** A quota of mixer that every request of a Service takes one of, where one pod serves it and mutual TLS is required. */
export const QUOTA = `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: limits, namespace: istio-system}
spec: {compiledAdapter: memquota, params: {quotas: [{name: requestcount.instance.istio-system, maxAmount: 500, validDuration: 1s}]}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: requestcount, namespace: istio-system}
spec: {compiledTemplate: quota, params: {dimensions: {destination: 'destination.labels["app"] | destination.service.name | "unknown"'}}}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: limits, namespace: istio-system}
spec: {match: '', actions: [{handler: limits, instances: [requestcount]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpec
metadata: {name: one, namespace: shop}
spec: {rules: [{quotas: [{charge: 1, quota: requestCount}]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpecBinding
metadata: {name: all, namespace: shop}
spec: {quotaSpecs: [{name: one}], services: [{name: cart}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {replicas: 1, template: {metadata: {labels: {app: cart}}}}
---
apiVersion: authentication.istio.io/v1alpha1
kind: MeshPolicy
metadata: {name: default}
spec: {peers: [{mtls: {}}]}
`;

/** The same as objects. */
export const QUOTA_OBJECTS = loadAll(QUOTA) as readonly Manifest[];
