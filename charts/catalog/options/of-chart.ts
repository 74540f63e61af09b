import { minorOf, MINORS } from '../minor.ts';
import { OPTIONS } from '../options.ts';
import type { Option } from './option.ts';
import { isUnread } from './unread.ts';

/** An option that the chart of a release has. */
export type ChartOption = Option & { readonly helm: string };

/** The options that the chart of a release reads. */
export const optionsOfChart = (version: string): ChartOption[] =>
  optionsWithKey().filter((option) => isOf(option, version));

/** The options that only charts of other lines read. */
export const optionsOfOtherCharts = (version: string): ChartOption[] =>
  optionsWithKey().filter((option) => !isOf(option, version));

/** The options that some chart has. */
export const optionsWithKey = (): ChartOption[] =>
  OPTIONS.filter((option): option is ChartOption => option.helm !== undefined);

/** The lines whose charts read an option. */
export const linesWithKey = ({ helm, since = '1.0', until = '1.4' }: ChartOption): readonly (typeof MINORS)[number][] =>
  MINORS.slice(MINORS.indexOf(since), MINORS.indexOf(until) + 1).filter((minor) => !isUnread(helm, minor));

const isOf = (option: ChartOption, version: string): boolean => linesWithKey(option).includes(minorOf(version));
