import { html as escaped, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** A piece of a page, in which nothing is left to escape. */
export type Html = HtmlEscapedString;

/** What may stand in a template. Text is escaped; nothing comes of `undefined` and `false`. */
export type Part = string | number | Html | undefined | false | readonly Part[];

/** A piece of a page. None of its parts is a promise, and so it is none. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  escaped(strings, ...parts) as Html;

/** Nothing. */
export const NOTHING: Html = raw('');
