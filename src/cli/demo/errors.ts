/** The demo cannot go on; the message says why and, where there is one, the remedy. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
