import type { Assessment } from '../../migration/assess/assess.ts';
import { amountOf } from '../../core/model/wording.ts';
import { wrapText } from '../view/line.ts';
import { table } from '../view/tables/table.ts';
import { counted, groupsOf, TO_LOOK_AT, unreadLines, type Group } from './wording.ts';

/** Wide enough to read, where a pipe has no width. */
const COLUMNS = 80;

/** An assessment as text for a terminal: a table for each namespace, then what to do for each rule. */
export function assessmentText(assessment: Assessment, width?: number): string {
  const { target, objects, findings, explanations } = assessment;
  const columns = width ?? COLUMNS;
  const head = `To Istio ${target}: ${counted(findings)} in ${amountOf(objects, 'object')}.\n`;
  const remedies = explanations.flatMap(({ rule, happens, remedy }) => [
    rule,
    ...indented(happens, columns),
    ...indented(`→ ${remedy}`, columns),
  ]);
  return [
    head,
    ...groupsOf(assessment).map((group) => groupText(group, width)),
    remedies.length === 0 ? '' : section('What happens if nothing is done, and what to do (→)', remedies),
    listed('Not read', unreadLines(assessment), columns),
    listed('To look at, because no API tells', TO_LOOK_AT, columns),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function groupText({ namespace, findings }: Group, width?: number): string {
  const rows = findings.map(({ severity, object, field, message, rule }) => [
    severity,
    object,
    field === undefined ? message : `${field} ${message}`,
    rule,
  ]);
  return `${namespace ?? 'The cluster'}: ${counted(findings)}\n${table(['SEVERITY', 'OBJECT', 'FOUND', 'RULE'], rows, width)}`;
}

const section = (title: string, lines: readonly string[]): string =>
  `${title}\n${lines.map((line) => `${line}\n`).join('')}`;

const listed = (title: string, items: readonly string[], columns: number): string =>
  items.length === 0
    ? ''
    : section(
        title,
        items.flatMap((item) => indented(item, columns)),
      );

const indented = (text: string, columns: number): string[] => {
  const [first = '', ...rest] = wrapText(text, columns - 4);
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
};
