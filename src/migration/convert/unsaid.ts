/** What the target cannot say; the message is a clause that says why, and what else to do. */
export class Unsaid extends Error {
  override readonly name = 'Unsaid';
}

/** What `make` gives, or why it cannot be said. */
export function saidOr<T>(make: () => T, otherwise: (why: string) => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unsaid) return otherwise(error.message);
    throw error;
  }
}
