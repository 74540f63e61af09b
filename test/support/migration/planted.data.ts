/**
 * Objects as meshes of the five minors have them, each with the rules that have to find it in the annotation `planted`:
 * those and no others.
 */
export const PLANTED: Readonly<Record<string, string>> = {
  '1.0': `
apiVersion: v1
kind: Namespace
metadata: {name: bookinfo, labels: {istio-injection: enabled}, annotations: {planted: namespace-injection}}
---
apiVersion: config.istio.io/v1alpha2
kind: denier
metadata: {name: refuse, namespace: bookinfo, annotations: {planted: mixer-denier}}
spec: {status: {code: 7}}
---
apiVersion: config.istio.io/v1alpha2
kind: checknothing
metadata: {name: request, namespace: bookinfo, annotations: {planted: mixer-instance}}
---
apiVersion: config.istio.io/v1alpha2
kind: listchecker
metadata: {name: versions, namespace: bookinfo, annotations: {planted: mixer-list}}
spec: {overrides: [v1, v2], blacklist: false}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: refuse, namespace: bookinfo, annotations: {planted: mixer-rule}}
spec: {actions: [{handler: refuse.denier, instances: [request.checknothing]}]}
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: reviews, namespace: bookinfo, annotations: {planted: 'field-blocks,field-cosmetic,regular-expressions'}}
spec:
  hosts: [reviews]
  http:
  - match: [{headers: {cookie: {regex: '^(?!.*guest).*$'}}}]
    appendHeaders: {x-seen: 'yes'}
    websocketUpgrade: true
    route: [{destination: {host: reviews, port: {name: http}}}]
---
apiVersion: networking.istio.io/v1alpha3
kind: Gateway
metadata: {name: shop, namespace: bookinfo, annotations: {planted: 'gateway-selector,gateway-files'}}
spec:
  selector: {app: istio-ingressgateway, istio: ingressgateway}
  servers:
  - port: {number: 443, name: https, protocol: HTTPS}
    hosts: ['*']
    tls: {mode: SIMPLE, serverCertificate: /etc/istio/ingressgateway-certs/tls.crt, privateKey: /etc/istio/ingressgateway-certs/tls.key}
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: shop, namespace: bookinfo, annotations: {kubernetes.io/ingress.class: istio, planted: ingress-class}}
spec: {rules: [{host: shop.example.com}]}
`,
  '1.1': `
apiVersion: authentication.istio.io/v1alpha1
kind: MeshPolicy
metadata: {name: default, annotations: {planted: policy-permissive}}
spec: {peers: [{mtls: {mode: PERMISSIVE}}]}
---
apiVersion: authentication.istio.io/v1alpha1
kind: Policy
metadata: {name: default, namespace: bookinfo, annotations: {planted: policy-strict}}
spec: {peers: [{mtls: {}}]}
---
apiVersion: authentication.istio.io/v1alpha1
kind: Policy
metadata: {name: ratings, namespace: bookinfo, annotations: {planted: 'policy-plain,policy-ports'}}
spec: {targets: [{name: ratings, ports: [{number: 9080}]}]}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: lua, namespace: bookinfo, annotations: {planted: 'envoy-filter-form,envoy-filter-names'}}
spec:
  workloadLabels: {app: reviews}
  filters: [{filterName: envoy.lua, filterType: HTTP, filterConfig: {inlineCode: ''}}]
---
apiVersion: networking.istio.io/v1alpha3
kind: DestinationRule
metadata: {name: ratings, namespace: bookinfo, annotations: {planted: 'client-certificates,field-changes'}}
spec:
  host: ratings
  trafficPolicy:
    outlierDetection: {consecutiveErrors: 5}
    tls: {mode: MUTUAL, clientCertificate: /etc/certs/cert-chain.pem, privateKey: /etc/certs/key.pem, caCertificates: /etc/certs/root-cert.pem}
---
apiVersion: config.istio.io/v1alpha2
kind: stdio
metadata: {name: log, namespace: bookinfo, annotations: {planted: mixer-logs}}
---
apiVersion: config.istio.io/v1alpha2
kind: prometheus
metadata: {name: count, namespace: bookinfo, annotations: {planted: mixer-metrics}}
---
apiVersion: config.istio.io/v1alpha2
kind: zipkin
metadata: {name: spans, namespace: bookinfo, annotations: {planted: mixer-traces}}
---
apiVersion: config.istio.io/v1alpha2
kind: attributemanifest
metadata: {name: ours, namespace: bookinfo, annotations: {planted: mixer-definition}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: old, namespace: bookinfo, annotations: {planted: 'annotation,account-secret'}}
spec:
  template:
    metadata: {annotations: {sidecar.istio.io/controlPlaneAuthPolicy: MUTUAL_TLS, sidecar.istio.io/status: '{}', policy.istio.io/check: enabled}}
    spec:
      containers: [{name: app, image: app}]
      volumes: [{name: mine, secret: {secretName: istio.default}}]
`,
  '1.2': `
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: quota, namespace: istio-system, annotations: {planted: mixer-quota}}
spec: {compiledAdapter: memquota, params: {quotas: []}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: requestcount, namespace: istio-system, annotations: {planted: mixer-instance}}
spec: {compiledTemplate: quota}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: quota, namespace: istio-system, annotations: {planted: 'mixer-rule,mixer-headers'}}
spec:
  actions: [{handler: quota, instances: [requestcount]}]
  requestHeaderOperations: [{name: x-seen, values: ['"yes"'], operation: REPLACE}]
---
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpec
metadata: {name: requests, namespace: istio-system, annotations: {planted: quota-spec}}
spec: {rules: [{quotas: [{charge: 1, quota: requestcount}]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpecBinding
metadata: {name: requests, namespace: istio-system, annotations: {planted: quota-spec}}
spec: {quotaSpecs: [{name: requests}], services: [{name: productpage}]}
---
apiVersion: config.istio.io/v1alpha2
kind: HTTPAPISpec
metadata: {name: api, namespace: bookinfo, annotations: {planted: http-api-spec}}
spec: {}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: policy, namespace: istio-system, annotations: {planted: mixer-decision}}
spec: {compiledAdapter: opa}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: ours, namespace: istio-system, annotations: {planted: mixer-custom}}
spec: {adapter: our-adapter, connection: {address: 'our-adapter:9090'}}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: env, namespace: istio-system, annotations: {planted: mixer-attributes}}
spec: {compiledAdapter: kubernetesenv}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: idle, namespace: istio-system, annotations: {planted: mixer-nothing}}
spec: {compiledAdapter: noop}
---
apiVersion: networking.istio.io/v1alpha3
kind: Sidecar
metadata: {name: ratings, namespace: bookinfo, annotations: {planted: 'sidecar-endpoint,field-missing'}}
spec:
  ingress: [{port: {number: 9080, protocol: HTTP, name: http}, defaultEndpoint: '10.0.0.1:9080'}]
  egress: [{bind: 127.0.0.1}]
---
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: old, namespace: bookinfo, annotations: {planted: redirect-and-route}}
spec: {hosts: [old], http: [{redirect: {uri: /new}, route: [{destination: {host: old}}]}]}
`,
  '1.3': `
apiVersion: authentication.istio.io/v1alpha1
kind: Policy
metadata: {name: jwt, namespace: bookinfo, annotations: {planted: 'policy-plain,policy-origins,policy-trigger-rules,policy-binding'}}
spec:
  targets: [{name: productpage}]
  origins: [{jwt: {issuer: i, jwksUri: 'https://i/keys', triggerRules: [{includedPaths: [{prefix: /api}]}]}}]
  principalBinding: USE_ORIGIN
---
apiVersion: authentication.istio.io/v1alpha1
kind: Policy
metadata: {name: peer, namespace: bookinfo, annotations: {planted: 'policy-plain,policy-peer-jwt'}}
spec: {targets: [{name: details}], peers: [{jwt: {issuer: i}}]}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ClusterRbacConfig
metadata: {name: default, annotations: {planted: rbac-config}}
spec: {mode: 'ON'}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRole
metadata: {name: reader, namespace: bookinfo, annotations: {planted: rbac-role}}
spec: {rules: [{services: ['*'], methods: [GET]}]}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRoleBinding
metadata: {name: readers, namespace: bookinfo, annotations: {planted: rbac-binding}}
spec: {subjects: [{user: '*'}], roleRef: {kind: ServiceRole, name: reader}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: bookinfo, annotations: {planted: 'service-ports,headless-service'}}
spec: {clusterIP: None, ports: [{port: 5672}, {name: admin, port: 15672}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: bookinfo, annotations: {planted: 'loopback,sds-path'}}
spec:
  serviceName: db
  template:
    spec:
      containers: [{name: db, image: db, args: ['--listen=127.0.0.1:5672']}]
      volumes: [{name: sds, hostPath: {path: /var/run/sds}}]
---
apiVersion: v1
kind: Secret
type: istio.io/key-and-cert
metadata: {name: istio.default, namespace: bookinfo, annotations: {planted: issued-secrets}}
---
apiVersion: v1
kind: Secret
metadata: {name: istio-ca-secret, namespace: istio-system, annotations: {planted: certificate-authority}}
`,
  '1.4': `
apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata: {name: fine, namespace: shop}
spec: {rules: [{from: [{source: {namespaces: [shop]}}]}]}
---
apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata: {name: mysql, namespace: bookinfo, annotations: {planted: 'authorization-filters,authorization-over-rbac'}}
spec: {rules: [{when: [{key: 'experimental.envoy.filters.network.mysql_proxy[books]', values: ['[update]']}]}]}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ClusterRbacConfig
metadata: {name: default, annotations: {planted: rbac-config}}
spec: {mode: ON_WITH_EXCLUSION, exclusion: {namespaces: [kube-system]}}
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRole
metadata: {name: reader, namespace: bookinfo, annotations: {planted: rbac-role}}
spec: {rules: [{services: ['*']}]}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: patch, namespace: istio-system, annotations: {planted: 'envoy-filter-gone,envoy-filter-types'}}
spec:
  configPatches:
  - applyTo: HTTP_FILTER
    match: {listener: {filterChain: {filter: {subFilter: {name: mixer}}}}}
    patch:
      operation: INSERT_BEFORE
      value: {name: envoy.filters.http.lua, typed_config: {'@type': type.googleapis.com/envoy.config.filter.http.lua.v2.Lua}}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: today, namespace: istio-system, annotations: {planted: envoy-filter}}
spec:
  configPatches:
  - {applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: 5s}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system, annotations: {planted: mesh-config}}
data: {mesh: '{trustDomain: shop.example.com, sdsUdsPath: "unix:/var/run/sds/uds_path", enableAutoMtls: true}'}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: by-hand, namespace: bookinfo, annotations: {planted: sidecar-in-template}}
spec: {template: {spec: {containers: [{name: app, image: app}, {name: istio-proxy, image: 'istio/proxyv2:1.4.10'}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: alone, namespace: bookinfo, annotations: {planted: proxy-release}}
spec: {containers: [{name: istio-proxy, image: 'istio/proxyv2:1.3.8', args: [proxy, sidecar]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: current, namespace: bookinfo}
spec: {containers: [{name: istio-proxy, image: 'istio/proxyv2:1.4.10', args: [proxy, sidecar]}]}
---
apiVersion: config.istio.io/v1alpha2
kind: novelty
metadata: {name: odd, namespace: bookinfo, annotations: {planted: unknown}}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: prometheus, namespace: istio-system, labels: {chart: mixer, heritage: Tiller, release: istio}}
spec: {compiledAdapter: prometheus}
---
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: stdio, namespace: istio-system, labels: {meshwright.dev/mesh: mesh}}
spec: {compiledAdapter: stdio}
---
apiVersion: v1
kind: Service
metadata: {name: fine, namespace: shop}
spec: {clusterIP: 10.0.0.1, ports: [{name: http-web, port: 80}, {port: 3306}, {name: odd, port: 81, appProtocol: http}, {name: dns, port: 53, protocol: UDP}]}
---
apiVersion: networking.istio.io/v1alpha3
kind: ServiceEntry
metadata: {name: fine, namespace: shop}
spec: {hosts: [example.com], ports: [{number: 443, name: https, protocol: HTTPS}], resolution: DNS}
`,
};
