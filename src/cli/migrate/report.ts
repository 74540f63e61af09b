import { amountOf } from '../../core/model/wording.ts';
import type { Assessment, Explanation, Finding } from '../../migration/assess/assess.ts';
import { SEVERITIES } from '../../migration/assess/rule.ts';
import { code, escaped } from './markdown.ts';
import { counted, groupsOf, numberOf, TO_LOOK_AT, unreadLines, type Group } from './wording.ts';

/** An assessment as a page of Markdown for the people who have to do it: what to tick off, by namespace and rule. */
export function assessmentReport(assessment: Assessment): string {
  const { target, objects, findings, explanations } = assessment;
  const groups = groupsOf(assessment);
  return [
    `# The way to Istio ${target}`,
    `${amountOf(objects, 'object was', 'objects were')} looked at: ${counted(findings)}.`,
    '- **blocks**: the cluster refuses it, traffic fails, or access that was refused is granted\n' +
      '- **changes**: it goes on, and means something else\n' +
      '- **cosmetic**: nothing is lost; to be tidied up',
    summaryTable(groups),
    ...groups.flatMap((group) => [`## ${titleOf(group)}`, ...partsOf(group, explanations)]),
    ...listed('Not read', unreadLines(assessment)),
    ...listed('To look at, because no API tells', TO_LOOK_AT),
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('\n');
}

const titleOf = ({ namespace }: Group): string =>
  namespace === undefined ? 'The cluster' : `Namespace ${escaped(namespace)}`;

function summaryTable(groups: readonly Group[]): string {
  if (groups.length === 0) return '';
  const rows = groups.map(({ namespace, findings }) => [
    escaped(namespace ?? 'the cluster'),
    ...SEVERITIES.map((severity) => String(numberOf(findings, severity))),
  ]);
  return [['namespace', ...SEVERITIES], ['---', '--:', '--:', '--:'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** One part for each rule, with a box for each finding. */
function partsOf({ findings }: Group, explanations: readonly Explanation[]): string[] {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  return [...byRule].flatMap(([rule, found]) => {
    const explanation = explanations.find((each) => each.rule === rule);
    if (explanation === undefined) return [];
    const { title, happens, remedy, source } = explanation;
    return [
      `### ${title[0]?.toUpperCase() ?? ''}${title.slice(1)}`,
      `If nothing is done: ${happens}\n\nWhat to do: ${remedy}`,
      found.map(box).join('\n'),
      `<sub>rule \`${rule}\`; ${source}</sub>`,
    ];
  });
}

const box = ({ severity, object, field, message }: Finding): string =>
  `- [ ] **${severity}** ${escaped(object)}: ${field === undefined ? '' : `${code(field)} `}${escaped(message)}`;

const listed = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${escaped(item)}`).join('\n')];
