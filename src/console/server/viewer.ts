import type { ServerResponse } from 'node:http';

/** What waits for one viewer. Some pages; who is slower than that is let go, and comes back for the newest state. */
const MOST_WAITING = 1024 * 1024;

/** One browser that is told of changes. */
export interface Viewer {
  /** Hands over a message. @returns false when the viewer is too slow, and has been let go */
  readonly tell: (message: Buffer) => boolean;
  /** Lets it go; it comes back by itself. */
  readonly end: () => void;
  /** Calls back when it is gone, whoever has left. */
  readonly onGone: (gone: () => void) => void;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/** A viewer behind a response: what is sent to it are server-sent events. */
export function viewerAt(response: ServerResponse): Viewer {
  response.writeHead(200, HEADERS);
  response.flushHeaders();
  return {
    tell: (message) => {
      response.write(message);
      if (response.writableLength <= MOST_WAITING) return true;
      response.destroy();
      return false;
    },
    end: () => response.end(),
    onGone: (gone) => void response.once('close', gone),
  };
}
