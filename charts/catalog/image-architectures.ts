import { wholeReference } from '../kit/images.ts';
import { BRIDGE_IMAGE } from './bridge.ts';
import { DEFAULTS } from './defaults.ts';
import { MINORS } from './minor.ts';
import { RELEASES } from './releases.ts';

/** Architectures as Go and Kubernetes call them; `unknown`: amd64, and nothing was found about others. */
export type ImageArchitectures = readonly string[] | 'unknown';

/** Istio built its images for amd64 only, until 1.15 (github.com/istio/istio/issues/26652 and 35794). */
const ISTIO: ImageArchitectures = ['amd64'];

/** None for arm64 before 1.24 (github.com/jaegertracing/jaeger/issues/2292 and pull/3124). */
const JAEGER: ImageArchitectures = ['amd64'];

/** None for arm64 by May 2020, when 1.18 was new (github.com/kiali/kiali/issues/1091). */
const KIALI: ImageArchitectures = ['amd64'];

/** For arm64 since 5.4.3 (github.com/grafana/grafana/issues/13186). */
const GRAFANA: ImageArchitectures = ['amd64', 'arm64'];

/** Images of the Docker Library are built for all that their distribution has (github.com/docker-library/official-images). */
const LIBRARY: ImageArchitectures = ['amd64', 'arm64', 'ppc64le', 's390x'];

/** What add-ons and helpers that the charts name by themselves run on. A test looks that none is missing. */
const ADDONS: Readonly<Record<string, ImageArchitectures>> = {
  [BRIDGE_IMAGE]: ['amd64', 'arm64'],
  'docker.io/jaegertracing/all-in-one:1.5': JAEGER,
  'docker.io/jaegertracing/all-in-one:1.9': JAEGER,
  'docker.io/jaegertracing/all-in-one:1.12': JAEGER,
  'docker.io/jaegertracing/all-in-one:1.14': JAEGER,
  'docker.io/kiali/kiali:istio-release-1.0': KIALI,
  'docker.io/kiali/kiali:v0.9': KIALI,
  'docker.io/kiali/kiali:v0.10': KIALI,
  'docker.io/kiali/kiali:v0.12': KIALI,
  'docker.io/kiali/kiali:v0.14': KIALI,
  'docker.io/kiali/kiali:v0.16': KIALI,
  'quay.io/kiali/kiali:v0.20': KIALI,
  'quay.io/kiali/kiali:v1.4': KIALI,
  'quay.io/kiali/kiali:v1.9': KIALI,
  'quay.io/kiali/kiali:v1.15': KIALI,
  'grafana/grafana:5.2.3': ['amd64'],
  'grafana/grafana:5.4.0': ['amd64'],
  'grafana/grafana:6.0.2': GRAFANA,
  'grafana/grafana:6.1.6': GRAFANA,
  // There is one for arm64, and it does not start (github.com/grafana/grafana/issues/19931).
  'grafana/grafana:6.4.3': ['amd64'],
  // For arm64 since 2.9 (github.com/prometheus/prometheus/pull/5031, of March 2019).
  'docker.io/prom/prometheus:v2.3.1': ['amd64'],
  'docker.io/prom/prometheus:v2.8.0': ['amd64'],
  'docker.io/prom/prometheus:v2.12.0': ['amd64', 'arm64'],
  'docker.io/prom/statsd-exporter:v0.6.0': 'unknown',
  // For arm64 since 2.22 (github.com/openzipkin/zipkin/pull/3270); the tag of the major moves on to what is newest.
  'docker.io/openzipkin/zipkin:2.14.2': ['amd64'],
  'docker.io/openzipkin/zipkin:2': ['amd64', 'arm64'],
  // For all of these at the latest since 1.2.3 (github.com/coredns/coredns/issues/2180).
  'coredns/coredns:1.1.2': 'unknown',
  'coredns/coredns:1.6.2': ['amd64', 'arm64', 'ppc64le', 's390x'],
  'istio/coredns-plugin:0.2-istio-1.1': 'unknown',
  'busybox:1.30.1': LIBRARY,
  'ubuntu:xenial': LIBRARY,
};

const BY_REFERENCE = new Map(Object.entries(ADDONS).map(([image, runsOn]) => [wholeReference(image), runsOn]));

const HUBS = new Set(MINORS.map((minor) => DEFAULTS[minor].images.hub));
const ISTIO_IMAGE = /^(?<hub>.+)\/[^/:@]+:(?<tag>[^/:@]+)$/;

function isIstios(image: string): boolean {
  const { hub = '', tag = '' } = ISTIO_IMAGE.exec(image)?.groups ?? {};
  return HUBS.has(hub) && RELEASES.includes(tag);
}

/** What an image runs on; undefined for any that the charts do not name by themselves: it is somebody's own. */
export function imageArchitectures(image: string): ImageArchitectures | undefined {
  const whole = wholeReference(image);
  return BY_REFERENCE.get(whole) ?? (isIstios(whole) ? ISTIO : undefined);
}
