import { MEASURES, type Sample } from './sample.ts';

const WIDTH = 800;
const HEIGHT = 180;
const MARGIN = { left: 70, right: 20, top: 34, bottom: 26 };
const COLOURS = { line: '#2e7d57', axis: '#999999', text: '#222222', back: '#ffffff' };

/** How a soak went, as a picture: one curve below the other, over the same time. */
export function plot(samples: readonly Sample[]): string {
  const height = HEIGHT * MEASURES.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `  <rect width="${WIDTH}" height="${height}" fill="${COLOURS.back}"/>`,
    ...MEASURES.flatMap(({ of, title, unit }, i) => curve(samples, of, `${title} (${unit})`, i * HEIGHT)),
    '</svg>',
    '',
  ].join('\n');
}

function curve(samples: readonly Sample[], of: (typeof MEASURES)[number]['of'], title: string, top: number): string[] {
  const most = Math.max(1, ...samples.map((sample) => sample[of]));
  const end = Math.max(1, samples.at(-1)?.seconds ?? 0);
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [high, low] = [top + MARGIN.top, top + HEIGHT - MARGIN.bottom];
  const x = (seconds: number): string => (left + ((right - left) * seconds) / end).toFixed(1);
  const y = (value: number): string => (low - ((low - high) * value) / most).toFixed(1);
  const points = samples.map((sample) => `${x(sample.seconds)},${y(sample[of])}`).join(' ');
  return [
    text(left, top + 18, title, 'start'),
    `  <path d="M${left} ${high}V${low}H${right}" fill="none" stroke="${COLOURS.axis}"/>`,
    text(left - 8, high + 5, most.toFixed(0), 'end'),
    text(left - 8, low, '0', 'end'),
    text(right, low + 18, `${(end / 60).toFixed(1)} min`, 'end'),
    `  <polyline points="${points}" fill="none" stroke="${COLOURS.line}" stroke-width="1.5"/>`,
  ];
}

const text = (x: number, y: number, said: string, anchor: 'start' | 'end'): string =>
  `  <text x="${x}" y="${y}" text-anchor="${anchor}" fill="${COLOURS.text}">${said}</text>`;
