import type { Assessment, Finding } from '../../migration/assess/assess.ts';
import { SEVERITIES, type Severity } from '../../migration/assess/rule.ts';

/** What no API tells, so that somebody has to look. */
export const TO_LOOK_AT: readonly string[] = [
  'programs that listen on 127.0.0.1 or on one address, where their arguments do not say so',
  'dashboards, alerts and autoscalers that read metrics of mixer or labels of theirs',
  'machines outside Kubernetes with proxies of the old release',
  'clients and firewalls that know certificates, names or addresses of the old gateways',
];

/** Findings of one namespace, or of the cluster. */
export interface Group {
  /** Missing for what belongs to the cluster. */
  readonly namespace: string | undefined;
  readonly findings: readonly Finding[];
}

/** Findings by namespace, in their order. */
export const groupsOf = ({ findings }: Assessment): Group[] =>
  [...Map.groupBy(findings, ({ namespace }) => namespace)].map(([namespace, found]) => ({
    namespace,
    findings: found,
  }));

/** `2 block, 1 changes, 3 cosmetic`, without those of which there is none. */
export function counted(findings: readonly Finding[]): string {
  const words = SEVERITIES.flatMap((severity) => {
    const number = numberOf(findings, severity);
    return number === 0 ? [] : [`${number} ${number > 1 ? PLURALS[severity] : severity}`];
  });
  return words.length === 0 ? 'nothing' : words.join(', ');
}

const PLURALS: Readonly<Record<Severity, string>> = { blocks: 'block', changes: 'change', cosmetic: 'cosmetic' };

/** How many findings are so severe. */
export const numberOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;

/** What could not be read, one line for each reason. */
export const unreadLines = ({ unread }: Assessment): string[] =>
  [...Map.groupBy(unread, ({ why }) => why)].map(([why, kinds]) => {
    const names = [...new Set(kinds.map(({ what }) => what))];
    return `${names.join(', ')}: ${why}`;
  });
