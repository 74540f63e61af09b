import type { Html } from './html.ts';

/** A piece of a page that is replaced as a whole when anything in it changes. */
export interface Section {
  /** The id of its one outermost element. */
  readonly id: string;
  readonly html: Html;
}

/** What a page shows of the mesh, or of the fleet, at one moment. The same facts give the same text. */
export interface Live {
  readonly title: string;
  readonly sections: readonly Section[];
  /** Puts the sections where they belong. */
  readonly frame: (sections: readonly Section[]) => Html;
}
