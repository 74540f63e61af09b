import { visibleLine } from '../../api/visible.ts';
import type { Plan } from '../../migration/plan/plan.ts';
import type { Act, Step } from '../../migration/plan/step.ts';
import { wrapText } from '../view/line.ts';
import { escaped } from './markdown.ts';

/** Wide enough to read, where a pipe has no width. */
const COLUMNS = 80;

const PARTS = [
  ['Do', 'does'],
  ['Check', 'checks'],
  ['Back', 'back'],
] as const satisfies readonly (readonly [title: string, part: keyof Step])[];

/** A plan for a terminal: commands are never wrapped, so that they can be copied. */
export function planText(plan: Plan, width?: number): string {
  const columns = width ?? COLUMNS;
  const { mesh, from, to, steps, leftOut } = plan;
  return [
    `Mesh ${mesh}: from Istio ${from} to ${to}, side by side, in ${steps.length} steps.\n`,
    ...steps.map((step, i) => stepText(step, i + 1, columns)),
    leftOut.length === 0
      ? ''
      : `Left out\n${leftOut.map(({ title, because }) => wrapped(`${title}: ${because}`, '  ', columns)).join('')}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function stepText(step: Step, number: number, columns: number): string {
  return [
    `${number}. ${visibleLine(step.title)}\n`,
    step.why === undefined ? '' : wrapped(step.why, '   ', columns),
    ...PARTS.map(([title, part]) => acts(title, step[part], columns)),
    `   Risk\n${step.risks.map((risk) => wrapped(risk, '     ', columns)).join('')}`,
  ].join('');
}

function acts(title: string, all: readonly Act[], columns: number): string {
  const lines = all.map(({ says, run }) => `${wrapped(says, '     ', columns)}${commandLines(run, '       ')}`);
  return `   ${title}\n${lines.join('')}`;
}

const wrapped = (text: string, indent: string, columns: number): string =>
  wrapText(visibleLine(text), columns - indent.length)
    .map((line) => `${indent}${line}\n`)
    .join('');

const commandLines = (run: string | undefined, indent: string): string =>
  (run?.split('\n') ?? []).map((line) => `${indent}${visibleLine(line)}\n`).join('');

/** A plan as a page of Markdown, with boxes to tick. */
export function planPage({ mesh, from, to, steps, leftOut }: Plan): string {
  return [
    `# From Istio ${from} to ${to}: ${escaped(mesh)}`,
    'Side by side: until the last step but one everything can go back. Check each step before the next one.',
    ...steps.flatMap((step, i) => pagePart(step, i + 1)),
    ...(leftOut.length === 0
      ? []
      : ['## Left out', leftOut.map(({ title, because }) => `- ${escaped(title)}: ${escaped(because)}`).join('\n')]),
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function pagePart(step: Step, number: number): string[] {
  return [
    `## ${number}. ${escaped(step.title)}`,
    ...(step.why === undefined ? [] : [escaped(step.why)]),
    ...PARTS.flatMap(([title, part]) => [`**${title}**`, step[part].map(box).join('\n')]),
    '**Risk**',
    step.risks.map((risk) => `- ${escaped(risk)}`).join('\n'),
  ];
}

const box = ({ says, run }: Act): string => {
  if (run === undefined) return `- [ ] ${escaped(says)}`;
  const lines = run.split('\n').map((line) => `  ${visibleLine(line)}`);
  return [`- [ ] ${escaped(says)}`, '', '  ```sh', ...lines, '  ```'].join('\n');
};
