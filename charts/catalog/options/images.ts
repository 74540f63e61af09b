import { CITADEL } from '../citadel.ts';
import { COREDNS } from '../coredns.ts';
import { GALLEY } from '../galley.ts';
import { GRAFANA } from '../grafana.ts';
import { INJECTOR } from '../injector.ts';
import { KIALI } from '../kiali.ts';
import { minorOf, rowOf, type ByMinor } from '../minor.ts';
import { MIXER } from '../mixer.ts';
import { NODE_AGENT } from '../nodeagent.ts';
import { PILOT } from '../pilot.ts';
import { PROMETHEUS } from '../prometheus.ts';
import { PROXY } from '../proxy.ts';
import { JAEGER, ZIPKIN } from '../tracing.ts';
import { as, fromText, IGNORED, type Convert, type Source } from './conversions.ts';
import { isUnread } from './unread.ts';

type Images = ByMinor<{ readonly image: string } | null>;

/** An image of a release line; undefined where the line has none. */
const imageOf = (table: Images, version: string): string | undefined => rowOf(table, version)?.image;

const OWN = {
  citadel: CITADEL,
  galley: GALLEY,
  injector: INJECTOR,
  mixer: MIXER,
  nodeagent: NODE_AGENT,
  pilot: PILOT,
  proxy: PROXY,
} satisfies Record<string, Images>;

/** A name of one of Istio's own images, which hub and tag complete, or a whole reference. */
function reference(name: string, usual: string | undefined, { textAt, version }: Source): ReturnType<Convert> {
  if (name === '' || name === usual) return IGNORED;
  if (name.includes('/')) return as(name);
  return as(`${textAt('global.hub', 'docker.io/istio')}/${name}:${textAt('global.tag', version)}`);
}

/** `<component>.image`. */
export const ownImage = (program: keyof typeof OWN): Convert =>
  fromText((name, source) => reference(name, imageOf(OWN[program], source.version), source));

/** `global.proxy_init.image`: since 1.4 that of the proxy. */
export const initImage = fromText((name, source) => {
  const usual = ['1.0', '1.1', '1.2', '1.3'].includes(minorOf(source.version)) ? 'proxy_init' : 'proxyv2';
  return reference(name, usual, source);
});

/** The tag of Istio's own images, where it is not the version. */
export const tag = fromText((text, { version }) => (text === version ? IGNORED : as(text)));

const ADDONS = {
  prometheus: PROMETHEUS,
  grafana: GRAFANA,
  kiali: KIALI,
  'tracing.jaeger': JAEGER,
  'tracing.zipkin': ZIPKIN,
} satisfies Record<string, Images>;

/** `hub`, `image` and `tag` of an add-on: what the file leaves out is as the release has it. */
export const addonImage =
  (key: keyof typeof ADDONS): Convert =>
  (_, { textAt, version }) => {
    const [, hub = '', image = '', release = ''] =
      /^(.*)\/([^/:]+):(.*)$/.exec(imageOf(ADDONS[key], version) ?? '') ?? [];
    const part = (name: string, usual: string): string => textAt(`${key}.${name}`, usual);
    const whole = `${part('hub', hub)}/${part('image', image)}:${part('tag', release)}`;
    return whole === `${hub}/${image}:${release}` ? IGNORED : as(whole);
  };

/** `grafana.image.repository` and `grafana.image.tag`. */
export const grafanaImage: Convert = (_, { textAt, version }) => {
  const usual = imageOf(GRAFANA, version) ?? '';
  const [repository = '', release = ''] = usual.split(':');
  const whole = `${textAt('grafana.image.repository', repository)}:${textAt('grafana.image.tag', release)}`;
  return whole === usual ? IGNORED : as(whole);
};

/** `istiocoredns.coreDNSImage`: since 1.4 `coreDNSTag` completes it, before it is the whole reference. */
export const corednsImage: Convert = (_, { textAt, version }) => {
  const usual = imageOf(COREDNS, version) ?? '';
  const [repository = '', release = ''] = usual.split(':');
  const whole = isUnread('istiocoredns.coreDNSTag', minorOf(version))
    ? textAt('istiocoredns.coreDNSImage', usual)
    : `${textAt('istiocoredns.coreDNSImage', repository)}:${textAt('istiocoredns.coreDNSTag', release)}`;
  return whole === usual ? IGNORED : as(whole);
};
