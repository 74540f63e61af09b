import { visibleLine } from '../../api/visible.ts';

/** Names and values from the cluster must not become markup. */
export const escaped = (text: string): string => visibleLine(text).replaceAll(/[\\`*_<>[\]|#]/g, '\\$&');

/** A text in fixed width; a back-tick within would end it. */
export const code = (text: string): string => `\`${visibleLine(text).replaceAll('`', "'")}\``;
