import type { ComponentStatus } from '../../../api/status.ts';
import { imageName } from '../../../core/model/image-name.ts';
import { portNumbers } from '../format.ts';
import { cropText, span, type Line, type Style } from '../line.ts';

export const PHASE_STYLES: Readonly<Record<ComponentStatus['phase'], Style>> = {
  Waiting: 'dim',
  Progressing: 'yellow',
  Updating: 'yellow',
  Ready: 'green',
  Failed: 'red',
};

const INDENT = '  ';
const GAP = '  ';
const HEADINGS = { name: 'COMPONENT', ready: 'READY', phase: 'PHASE', image: 'IMAGE', ports: 'PORTS' } as const;
/** Wide enough for every phase, so that the columns stay where they are. */
const PHASE_WIDTH = 'Progressing'.length;
const WIDEST_IMAGE = 28;

/** A table of the components, one line each, below its headings. */
export function componentTable(components: readonly ComponentStatus[], columns: number): Line[] {
  const name = widest(
    components.map((component) => component.name),
    HEADINGS.name,
  );
  const image = Math.min(
    widest(
      components.map((component) => imageName(component.image)),
      HEADINGS.image,
    ),
    WIDEST_IMAGE,
  );
  const fixed = INDENT.length + name + HEADINGS.ready.length + PHASE_WIDTH + image + 4 * GAP.length;
  const ports = Math.max(0, columns - fixed);
  const heading = [
    HEADINGS.name.padEnd(name),
    HEADINGS.ready,
    HEADINGS.phase.padEnd(PHASE_WIDTH),
    HEADINGS.image.padEnd(image),
    HEADINGS.ports,
  ].join(GAP);
  const rows = components.map((component): Line => {
    const waits = component.phase === 'Waiting';
    return [
      span(`${INDENT}${component.name.padEnd(name)}${GAP}`, waits ? 'dim' : undefined),
      span(component.ready.padEnd(HEADINGS.ready.length) + GAP, waits ? 'dim' : undefined),
      span(component.phase.padEnd(PHASE_WIDTH) + GAP, PHASE_STYLES[component.phase]),
      span(cropText(imageName(component.image), image).padEnd(image) + GAP, 'dim'),
      span(portNumbers(component.ports ?? [], ports), 'dim'),
    ];
  });
  return [[span(INDENT + heading, 'dim')], ...rows];
}

/** One line per component that works on becoming ready or failed, with the reason. */
export function unreadyComponents(components: readonly ComponentStatus[]): Line[] {
  const unready = components.filter(({ phase }) => phase !== 'Waiting' && phase !== 'Ready');
  const name = widest(
    unready.map((component) => component.name),
    '',
  );
  return unready.map((component) => [
    span(`${INDENT}${INDENT}${component.name.padEnd(name)}${GAP}${component.ready}${GAP}`),
    span(component.phase.padEnd(PHASE_WIDTH) + GAP, PHASE_STYLES[component.phase]),
    span(component.message ?? '', 'dim'),
  ]);
}

const widest = (texts: readonly string[], least: string): number =>
  texts.reduce((width, text) => Math.max(width, text.length), least.length);
