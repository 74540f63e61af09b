/** Hides what does not have every word of a search box, as one types. */
export function filterBy(root: ParentNode): void {
  for (const search of root.querySelectorAll<HTMLElement>('[data-filter]')) {
    const input = search.querySelector('input');
    const list = document.getElementById(search.dataset['filter'] ?? '');
    if (input === null || list === null) continue;
    search.hidden = false;
    const narrow = (): void => hideOthers(list, input.value.toLowerCase().split(/\s+/));
    if (input.dataset['listens'] === undefined) input.addEventListener('input', narrow);
    input.dataset['listens'] = '';
    if (list.id === 'fleet') narrow();
  }
}

function hideOthers(list: HTMLElement, words: readonly string[]): void {
  for (const item of list.querySelectorAll<HTMLElement>('tbody tr, li')) {
    const text = `${item.textContent} ${item.querySelector('[title]')?.getAttribute('title') ?? ''}`.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  for (const group of list.querySelectorAll<HTMLElement>('[data-group]'))
    group.hidden = group.querySelector('li:not([hidden])') === null;
  const [found] = document.querySelectorAll('[data-found]');
  const count = list.querySelectorAll('li:not([hidden])').length;
  if (found !== undefined) found.textContent = `${count} ${count === 1 ? 'object' : 'objects'}`;
}
