import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What keeps people from using a page, as axe finds it: serious and worse; each with the element that it is about. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Scripts from elsewhere are forbidden to the page itself; this one comes with the debugger.
  const violations = await page.evaluate<Finding[]>(`${axe.source}; axe.run().then(({ violations }) => violations)`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}: ${nodes[0]?.failureSummary ?? ''}`);
}

/** How a page came to be seen. */
export interface FirstSight {
  /** Milliseconds from the request to the first paint. */
  readonly paintMs: number;
  /** Bytes that came over the wire for the page and all that it loads. */
  readonly bytes: number;
  /** Addresses that it asked anything of. */
  readonly hosts: readonly string[];
}

/** How long the page that is shown took to be seen for the first time, and what it cost. */
export const firstSight = (page: Page): Promise<FirstSight> => page.evaluate<FirstSight>(READ);

// A busy browser tells of a paint some time after it.
const READ = `new Promise((resolve) => {
  const loaded = () => ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
  const told = (list) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint === undefined) return;
    resolve({
      paintMs: paint.startTime,
      bytes: loaded().reduce((sum, { transferSize }) => sum + transferSize, 0),
      hosts: [...new Set(loaded().map(({ name }) => new URL(name).host))],
    });
  };
  new PerformanceObserver(told).observe({ type: 'paint', buffered: true });
})`;

/** The text of the page of an object, once it is not what is wanted, and says this. */
export async function untilDifferent(page: Page, address: string, text: string): Promise<string> {
  for (;;) {
    await page.goto(address);
    const content = await page.content();
    if (content.includes(text) && content.includes('<del>')) return content;
  }
}
