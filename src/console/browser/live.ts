import { Idiomorph } from 'idiomorph';
import { filterBy } from './filter.ts';
import { tellTimes } from './times.ts';

/** What the operator tells: a whole page, or those of its sections that changed. */
interface Told {
  readonly title: string;
  readonly html?: string;
  readonly sections?: Readonly<Record<string, string>>;
}

const AGAIN_MS = 3_000;

/** Keeps a page as the operator tells it; what a reader has unfolded, selected or typed stays. */
export function follow(main: HTMLElement, path: string): void {
  let seen = main.dataset['id'] ?? '';
  const take = (event: MessageEvent<string>): void => {
    seen = event.lastEventId;
    main.dataset['id'] = seen;
    show(main, JSON.parse(event.data) as Told);
  };
  const connect = (): void => {
    const source = new EventSource(`${path}?seen=${encodeURIComponent(seen)}`);
    source.addEventListener('page', take);
    source.addEventListener('sections', take);
    source.onopen = () => pulse('live', true);
    source.onerror = () => {
      pulse('not connected, trying again', false);
      // A browser tries again by itself, but not after an answer that is an error.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN_MS);
    };
    addEventListener('pagehide', () => source.close(), { once: true });
  };
  connect();
}

function show(main: HTMLElement, { title, html, sections = {} }: Told): void {
  document.title = `${title} · Meshwright`;
  if (html !== undefined) void Idiomorph.morph(main, html, { morphStyle: 'innerHTML', ...KEEPING });
  for (const [id, section] of Object.entries(sections)) {
    const element = document.getElementById(id);
    if (element !== null) void Idiomorph.morph(element, section, { morphStyle: 'outerHTML', ...KEEPING });
  }
  filterBy(document);
  tellTimes(document);
}

/** Attributes that are the reader's, or that the script has set. */
const OWN = new Set(['open', 'hidden', 'data-listens', 'title']);

const KEEPING = {
  ignoreActiveValue: true,
  callbacks: {
    beforeAttributeUpdated: (name: string, node: Element): boolean => {
      if (name === 'hidden') return node.tagName === 'SECTION';
      return !OWN.has(name) || (name === 'open' && node.tagName !== 'DETAILS');
    },
  },
};

function pulse(text: string, isLive: boolean): void {
  const element = document.getElementById('pulse');
  if (element === null) return;
  element.hidden = false;
  element.classList.toggle('lost', !isLive);
  if (element.textContent !== text) element.textContent = text;
}
