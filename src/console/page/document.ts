import { html, NOTHING, type Html } from './html.ts';

/** What is on every page. */
export interface Chrome {
  /** Addresses of script and style, which change with what is in them. */
  readonly script: string;
  readonly style: string;
  /** Of the operator. */
  readonly version: string;
  /** Who looks, where they have said so. */
  readonly username?: string;
}

/** One page. */
export interface PageContent {
  readonly title: string;
  readonly main: Html;
  /** Path at which its changes are told, and the id of what is shown. */
  readonly live?: { readonly path: string; readonly id: string };
  /** Seconds after which the page is worth a new look, where there is nothing to be told of. */
  readonly refresh?: number;
}

/** A whole document. Everything that matters is in its text: the script only keeps it fresh. */
export const documentOf = ({ title, main, live, refresh }: PageContent, chrome: Chrome): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${refresh !== undefined && html`<meta http-equiv="refresh" content="${refresh}" />`}
        <title>${title} · Meshwright</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${chrome.style}" />
        <script type="module" src="${chrome.script}"></script>
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header class="top">
          <a class="brand" href="/">${LOGO}<span>Meshwright</span></a>
          ${live !== undefined && html`<p id="pulse" role="status" class="pulse" hidden></p>`}
          <p class="who">${chrome.username !== undefined && whoIs(chrome.username)}</p>
        </header>
        <main id="main" ${live === undefined ? NOTHING : html`data-live="${live.path}" data-id="${live.id}"`}>
          ${main}
        </main>
        <footer>Meshwright ${chrome.version} · this page changes nothing</footer>
      </body>
    </html>`;

const whoIs = (username: string): Html =>
  html`<span class="name">${username}</span>
    <form method="post" action="/logout"><button>Leave</button></form>`;

const LOGO = html`<svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
  <path class="wire" d="M5 6H19V18H5ZM5 6 19 18M19 6 5 18" />
  <circle cx="5" cy="6" r="2.6" />
  <circle cx="19" cy="6" r="2.6" />
  <circle cx="5" cy="18" r="2.6" />
  <circle cx="19" cy="18" r="2.6" />
</svg>`;
