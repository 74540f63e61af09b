import type { PageContent } from '../page/document.ts';
import { notePage } from '../page/notes.ts';

/** A page that says what cannot be shown, and what to do. */
export const failure = (title: string, text: string): PageContent => ({ title, main: notePage(title, text) });

/** Nothing of this name. */
export const GONE = failure('No such mesh', 'There is no MeshInstall of this name, or no such object in its mesh.');
