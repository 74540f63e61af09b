import type { Manifest } from '../../../api/manifest.ts';
import { proxyOf, versionOf } from '../../../core/model/proxy.ts';
import { record, text } from '../../reading.ts';
import { POD_OWNERS, podsOf, type Container, type PodTemplate } from '../pod-template.ts';
import type { Hit, Rule } from '../rule.ts';
import { ANNOTATIONS, ANNOTATIONS_READ, OF_ISTIO } from './annotations.data.ts';

const kinds = POD_OWNERS;

const inPods = (object: Manifest, look: (pod: PodTemplate, at: string) => readonly Hit[]): Hit[] =>
  podsOf(object).flatMap((pod) => look(pod, pod.field === '' ? '' : `${pod.field}.`));

function annotationHits(object: Manifest): Hit[] {
  return inPods(object, ({ annotations }, at) =>
    Object.keys(annotations).flatMap((name): Hit[] => {
      const field = `${at}metadata.annotations["${name}"]`;
      const fact = ANNOTATIONS.find((each) => each.name.test(name));
      if (fact !== undefined) return [{ field, message: fact.message, severity: fact.severity }];
      const isUnknown = OF_ISTIO.test(name) && !ANNOTATIONS_READ.some((pattern) => pattern.test(name));
      return isUnknown ? [{ field, message: 'is unknown: look it up in the reference of the target' }] : [];
    }),
  );
}

/** Secrets that citadel made for each account: `istio.NAME`. */
const ACCOUNT_SECRET = /^istio\.[a-z0-9.-]+$/;

const secretHits = (object: Manifest): Hit[] =>
  inPods(object, ({ volumes }, at) =>
    volumes.flatMap(({ name, secret }) => {
      const secretName = text(record(secret)['secretName']) ?? '';
      const isOfSidecar = name === 'istio-certs';
      if (!ACCOUNT_SECRET.test(secretName) || isOfSidecar) return [];
      return [{ field: `${at}spec.volumes`, message: `mounts Secret ${secretName}, which citadel makes` }];
    }),
  );

const sdsHits = (object: Manifest): Hit[] =>
  inPods(object, ({ volumes, containers }, at) => {
    if (containers.some(({ name }) => name === 'istio-proxy')) return [];
    return volumes
      .map(({ hostPath }) => text(record(hostPath)['path']) ?? '')
      .filter((path) => path.startsWith('/var/run/sds'))
      .map((path) => ({
        field: `${at}spec.volumes`,
        message: `mounts ${path}, where node agents of 1.1 to 1.4 serve certificates`,
      }));
  });

const sidecarIn = ({ containers }: PodTemplate): Container | undefined =>
  containers.find(({ name }) => name === 'istio-proxy');

const manualHits = (object: Manifest): Hit[] =>
  object.kind === 'Pod'
    ? []
    : inPods(object, (pod, at) =>
        sidecarIn(pod) === undefined
          ? []
          : [{ field: `${at}spec.containers`, message: 'has its sidecar in its template' }],
      );

/** Where a program says that it listens on the loopback: an address with a port, or one for a flag or variable. */
const LOOPBACK = /(^|[=:\s/@])(127\.0\.0\.1|localhost|\[::1\]):\d+\b/;
const LISTENS = /(listen|bind|addr|host)/i;

const loopbackHits = (object: Manifest, isInMesh: (namespace: string | undefined) => boolean): Hit[] =>
  isInMesh(object.metadata.namespace)
    ? inPods(object, ({ containers }, at) =>
        containers
          .filter(({ name }) => !name.startsWith('istio-'))
          .flatMap(({ name, words }) => {
            const word = words.find(
              (each, i) => LOOPBACK.test(each) && (LISTENS.test(each) || LISTENS.test(words[i - 1] ?? '')),
            );
            return word === undefined
              ? []
              : [{ field: `${at}spec.containers`, message: `lets container ${name} listen on the loopback: ${word}` }];
          }),
      )
    : [];

function proxyHits(pod: Manifest, releases: readonly string[]): Hit[] {
  const proxy = proxyOf(pod);
  const version = proxy && versionOf(proxy.image);
  const newest = releases.at(-1);
  if (proxy === undefined || version === undefined || newest === undefined || version === newest) return [];
  const message = `has a proxy of ${version} beside proxies of ${newest}`;
  return [{ message, ...(proxy.workload !== undefined && { about: proxy.workload }) }];
}

/** What workloads say of their sidecars, and what they rely on. */
export const WORKLOAD_RULES: readonly Rule[] = [
  {
    id: 'annotation',
    title: 'annotations of pods',
    severity: 'changes',
    kinds,
    finds: annotationHits,
    happens: 'The annotation is read by nobody, or means something else.',
    remedy: 'Take it out, or write what the line says.',
    source: 'istio.io/docs/reference/config/annotations',
  },
  {
    id: 'sidecar-in-template',
    title: 'sidecars put in by hand',
    severity: 'blocks',
    kinds,
    finds: manualHits,
    happens: 'No restart replaces this sidecar, because the injector leaves alone what has one.',
    remedy:
      "Take the sidecar out of the template and let the injector put it in, or inject again with the target's istioctl.",
    source: 'istio.io/docs/setup/additional-setup/sidecar-injection',
  },
  {
    id: 'account-secret',
    title: 'Secrets of citadel in pods',
    severity: 'blocks',
    kinds,
    finds: secretHits,
    happens: 'istiod makes no such Secret: this one ends and is not renewed, and pods of new accounts do not start.',
    remedy: 'Let the proxy write its certificates (`OUTPUT_CERTS` in `proxy.istio.io/config`), or use another issuer.',
    source: 'istio.io/news/releases/1.6.x: citadel was removed',
  },
  {
    id: 'sds-path',
    title: "the node agent's socket in pods",
    severity: 'blocks',
    kinds,
    finds: sdsHits,
    happens: 'There is no node agent, and nothing listens there.',
    remedy: 'Take the volume out; proxies get certificates from their own agent.',
    source: 'istio.io/news/releases/1.5.x: SDS by the agent in the proxy',
  },
  {
    id: 'loopback',
    title: 'programs that listen on the loopback',
    severity: 'blocks',
    kinds,
    finds: (object, { isInMesh }) => loopbackHits(object, isInMesh),
    happens: 'Requests from others reach the address of the pod since 1.10, and nobody listens there.',
    remedy:
      'Listen on 0.0.0.0; or write a Sidecar whose ingress hands requests to 127.0.0.1, where others are meant to reach it.',
    source: 'istio.io/blog/2021/upcoming-networking-changes',
  },
  {
    id: 'proxy-release',
    title: 'proxies of different releases',
    severity: 'changes',
    kinds: ['Pod'],
    alsoInstalled: true,
    finds: (pod, view) => proxyHits(pod, view.proxyReleases),
    happens: 'What old proxies do with what the target sends is not promised, and nobody tries it.',
    remedy: 'Restart it, so that all proxies are of one release before the first namespace moves.',
    source: 'istio.io/docs/releases/supported-releases: skew',
  },
];
