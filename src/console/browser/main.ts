import { filterBy } from './filter.ts';
import { follow } from './live.ts';
import { tellTimes } from './times.ts';

/** What a page can do besides being read: it stays fresh, counts time, and finds things. */
const main = document.querySelector<HTMLElement>('main');
if (main?.dataset['live'] !== undefined) follow(main, main.dataset['live']);
filterBy(document);
tellTimes(document);
setInterval(() => tellTimes(document), 1_000);
