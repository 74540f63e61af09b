/** Where progress is shown. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows what goes on: one line that changes on a terminal, a line each elsewhere. Empty text clears it. */
export function progressOn(screen: Screen): (text: string) => void {
  if (screen.isTTY === true) return (text) => void screen.write(`\r\u001b[K${text === '' ? '' : `  ${text}`}`);
  return (text) => {
    if (text !== '') screen.write(`  ${text}\n`);
  };
}
