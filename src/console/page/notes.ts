import { html, type Html } from './html.ts';

/** Where a token is asked for. It goes into the body of a request, and never into an address. */
export const loginPage = (failed: string | undefined): Html =>
  html`<section class="panel login">
    <h1>Who are you?</h1>
    <p>The console shows meshes to those who may <code>get meshinstalls</code>.</p>
    ${failed !== undefined && html`<p class="notice bad" role="alert">${failed}</p>`}
    <form method="post" action="/login">
      <label for="token">Token</label>
      <input id="token" name="token" type="password" required autocomplete="off" spellcheck="false" maxlength="12000" />
      <button>Look</button>
    </form>
    <p class="quiet">
      <code>kubectl -n NAMESPACE create token ACCOUNT</code> prints one. It is kept in the memory of the operator, until
      you leave or after eight hours.
    </p>
  </section>`;

/** Something that cannot be shown, and what to do. */
export const notePage = (title: string, text: string): Html =>
  html`<section class="panel note">
    <h1>${title}</h1>
    <p>${text}</p>
    <p><a href="/">All meshes</a></p>
  </section>`;
