import { InputError } from '../../api/errors.ts';
import type { Manifest } from '../../api/manifest.ts';
import { mergedPorts, portsOfDump, portsOfPod, type ListeningPort } from '../../proxy/ports.ts';
import type { ResourceFilter } from '../../proxy/resource.ts';
import { at, listOf, mapOf, textOf } from '../../proxy/untrusted.ts';
import type { ProxyEntry, ProxyReport } from '../contract.ts';
import { configurationReport, dumpOf } from './configuration-report.ts';
import { redirectionReport } from './redirection-report.ts';

/** What was asked for, or why it was not told. */
export type Asked<T> = { readonly told: T } | { readonly untold: string };

/** What one proxy is looked at with. */
export interface ProxySources {
  readonly pod: Asked<Manifest>;
  /** What Envoy answered to `/config_dump`. */
  readonly dump: Asked<string>;
  readonly filter: ResourceFilter;
}

/** Everything that is known of one proxy, and of what is not, why. What is secret stays here. */
export function proxyReport(entry: ProxyEntry, { pod, dump, filter }: ProxySources): ProxyReport {
  const redirection = read(pod, (manifest) => redirectionReport(manifest, entry.version));
  const parsed = read(dump, dumpOf);
  const configuration = read(parsed, (found) => configurationReport(found, filter));
  const fromEnvoy = read(parsed, portsOfDump);
  const manifest = 'told' in pod ? pod.told : undefined;
  return {
    ...entry,
    ports: mergedPorts(orNone(fromEnvoy), portsOfPod(manifest)),
    containers: applicationsIn(manifest),
    annotations: annotationsOf(manifest),
    ...('told' in redirection && { redirection: redirection.told }),
    ...('told' in configuration && { configuration: configuration.told }),
    untold: {
      ...('untold' in pod && { pod: pod.untold }),
      ...('told' in pod && 'untold' in redirection && { redirection: redirection.untold }),
      ...('untold' in configuration && { configuration: configuration.untold }),
    },
  };
}

/** A document that is not what it should be is told of, and is no reason to say nothing else. */
function read<T, R>(asked: Asked<T>, reader: (told: T) => R): Asked<R> {
  if ('untold' in asked) return asked;
  try {
    return { told: reader(asked.told) };
  } catch (error) {
    if (error instanceof InputError) return { untold: error.message };
    throw error;
  }
}

const orNone = (ports: Asked<ListeningPort[]>): ListeningPort[] => ('told' in ports ? ports.told : []);

const PROXY = 'istio-proxy';

const applicationsIn = (pod: unknown): string[] =>
  listOf(at(pod, 'spec', 'containers'))
    .map((container) => textOf(at(container, 'name')))
    .filter((name) => name !== PROXY);

/** An annotation may hold whole documents. */
const LONGEST_VALUE = 300;

const OF_ISTIO = /^([a-z.]+\.)?istio\.io\//;

function annotationsOf(pod: unknown): Record<string, string> {
  const all = Object.entries(mapOf(at(pod, 'metadata', 'annotations')));
  const ours = all.filter(([name]) => OF_ISTIO.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(ours.map(([name, value]) => [name, shortened(textOf(value))]));
}

const shortened = (text: string): string => (text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text);
