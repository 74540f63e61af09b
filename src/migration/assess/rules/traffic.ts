import type { Manifest } from '../../../api/manifest.ts';
import { record, text, textsWithin, valuesAt } from '../../reading.ts';
import type { Hit, Rule, Severity } from '../rule.ts';
import { FIELDS, NEEDED, PORT_SETTINGS, TRAFFIC_POLICIES } from './fields.data.ts';

const NETWORKING = 'networking.istio.io';
const TRAFFIC = ['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry', 'Sidecar'].map(
  (kind) => `${kind}.${NETWORKING}`,
);
const CRDS = 'CRDs of istio.io/api 1.22 to 1.32';

const fieldHits = (object: Manifest, severity: Severity): Hit[] =>
  FIELDS.filter((fact) => fact.kind === object.kind && fact.severity === severity).flatMap(
    ({ path, message, remedy }) =>
      valuesAt(object, path).map(({ field }) => ({ field, message: `${message}; ${remedy}` })),
  );

function neededHits(object: Manifest): Hit[] {
  return NEEDED.filter(({ kind }) => kind === object.kind).flatMap(({ within, field: name }) =>
    valuesAt(object, within)
      .filter(({ value }) => record(value)[name] === undefined)
      .map(({ field }) => ({
        field: `${field}.${name}`,
        message: 'is missing, without which the CRD refuses the object',
      })),
  );
}

const fieldRule = (severity: Severity, title: string, happens: string): Rule => ({
  id: `field-${severity}`,
  title,
  severity,
  kinds: TRAFFIC,
  finds: (object) => fieldHits(object, severity),
  happens,
  remedy: 'As each line says.',
  source: CRDS,
});

/** What RE2 does not have and the engine of proxies before 1.5 had: looking around, and what was matched before. */
const NOT_RE2 = /\(\?[=!<]|\\[1-9]/;

/** Labels that Helm put on pods of gateways; the charts of the target put others. */
const HELM_LABELS = ['app', 'chart', 'heritage', 'release'] as const;

/** Where proxies before 1.5 had their certificates, in files of a Secret. */
const OLD_CERTIFICATES = /^\/etc\/certs\//;

/** Where gateways of the classic charts mounted Secrets of theirs. */
const GATEWAY_FILES = /^\/etc\/istio\/(ingress|egress)gateway-(ca-)?certs\//;

/** What a current release takes as the place that a request is handed to (Sidecar, ingress). */
const SIDECAR_PLACES = /^(127\.0\.0\.1:|\[::1\]:|0\.0\.0\.0:|\[::\]:|unix:\/\/)/;

const matching = (
  object: Manifest,
  paths: readonly string[],
  pattern: RegExp,
  message: (text: string) => string,
): Hit[] =>
  paths
    .flatMap((path) => valuesAt(object, path))
    .filter(({ value }) => pattern.test(text(value) ?? ''))
    .map(({ field, value }) => ({ field, message: message(String(value)) }));

const CERTIFICATES = ['clientCertificate', 'privateKey', 'caCertificates'];
const TLS_FILES = [...TRAFFIC_POLICIES, ...PORT_SETTINGS].flatMap((at) =>
  CERTIFICATES.map((name) => `${at}.tls.${name}`),
);
const SERVER_FILES = ['serverCertificate', 'privateKey', 'caCertificates'].map((name) => `spec.servers[].tls.${name}`);

/** Resources that the target still reads, where it reads them otherwise. */
export const TRAFFIC_RULES: readonly Rule[] = [
  fieldRule(
    'blocks',
    'fields that are gone',
    'The field is dropped when the object is written next, and has no effect.',
  ),
  fieldRule('changes', 'fields that are read otherwise', 'It is read, and means something else.'),
  fieldRule('cosmetic', 'fields that are deprecated', 'Nothing yet.'),
  {
    id: 'field-missing',
    title: 'fields that are needed',
    severity: 'blocks',
    kinds: TRAFFIC,
    finds: neededHits,
    happens: 'What is there stays, but the next write of the object is refused.',
    remedy: 'Write it.',
    source: CRDS,
  },
  {
    id: 'redirect-and-route',
    title: 'a redirect beside a route',
    severity: 'blocks',
    kinds: [`VirtualService.${NETWORKING}`],
    finds: (object) =>
      valuesAt(object, 'spec.http[]')
        .filter(({ value }) => 'redirect' in record(value) && 'route' in record(value))
        .map(({ field }) => ({ field, message: 'has both `redirect` and `route`' })),
    happens: 'The webhook of istiod refuses the object, and whichever was read first counted until then.',
    remedy: 'Keep one of them.',
    source: 'istio.io/docs/reference/config/networking/virtual-service: HTTPRoute',
  },
  {
    id: 'regular-expressions',
    title: 'regular expressions',
    severity: 'blocks',
    kinds: [`VirtualService.${NETWORKING}`],
    finds: (object) =>
      textsWithin(object['spec'], 'spec')
        .filter(({ field, text: regex }) => field.endsWith('.regex') && NOT_RE2.test(regex))
        .map(({ field, text: regex }) => ({ field, message: `looks around or back, which RE2 cannot: ${regex}` })),
    happens:
      'Proxies since 1.5 match with RE2; one expression that it cannot read lets them refuse all routes of the listener.',
    remedy: 'Say it without looking around or back.',
    source: 'istio.io/news/releases/1.5.x: safe_regex of Envoy',
  },
  {
    id: 'gateway-selector',
    title: 'gateways selected by labels of Helm',
    severity: 'blocks',
    kinds: [`Gateway.${NETWORKING}`],
    finds: (object) => {
      const selector = record(record(object['spec'])['selector']);
      const found = HELM_LABELS.filter((name) => name in selector);
      return found.map((name) => ({
        field: `spec.selector.${name}`,
        message: `selects gateways by ${name}: ${String(selector[name])}`,
      }));
    },
    happens: 'Gateways of the target have other labels, and serve none of these hosts.',
    remedy: 'Select by `istio: ingressgateway`, which both have, or give the new gateways this label.',
    source: 'charts of istio 1.4 and of the target (gateway)',
  },
  {
    id: 'gateway-files',
    title: 'certificates of gateways in files',
    severity: 'blocks',
    kinds: [`Gateway.${NETWORKING}`],
    finds: (object) => matching(object, SERVER_FILES, GATEWAY_FILES, (file) => `reads ${file}`),
    happens: 'The gateways of the target do not mount these Secrets, and serve no TLS.',
    remedy: 'Name the Secret in `tls.credentialName`, in the namespace of the gateway.',
    source: 'charts of istio 1.4 (gateways) and of the target (gateway)',
  },
  {
    id: 'client-certificates',
    title: "certificates in the proxy's files",
    severity: 'blocks',
    kinds: [`DestinationRule.${NETWORKING}`],
    finds: (object) => matching(object, TLS_FILES, OLD_CERTIFICATES, (file) => `reads ${file}`),
    happens: 'Proxies keep their certificates in memory, and find no such file: connections fail.',
    remedy:
      'Write `mode: ISTIO_MUTUAL` without files for servers of the mesh; mount a Secret for others (`sidecar.istio.io/userVolumeMount`).',
    source: 'istio.io/news/releases/1.5.x: certificates over SDS only',
  },
  {
    id: 'sidecar-endpoint',
    title: 'places that a sidecar hands requests to',
    severity: 'blocks',
    kinds: [`Sidecar.${NETWORKING}`],
    finds: (object) =>
      valuesAt(object, 'spec.ingress[].defaultEndpoint')
        .filter(({ value }) => !SIDECAR_PLACES.test(text(value) ?? ''))
        .map(({ field, value }) => ({ field, message: `hands requests to ${String(value)}` })),
    happens: 'The webhook of istiod refuses it: only 127.0.0.1, 0.0.0.0, their IPv6 and unix:// are possible.',
    remedy: 'Write `0.0.0.0:PORT` for the address of the pod, or `127.0.0.1:PORT`.',
    source: 'istio.io/docs/reference/config/networking/sidecar: IstioIngressListener',
  },
];
