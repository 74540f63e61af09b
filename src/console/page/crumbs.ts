import { html, type Html } from './html.ts';

/** The way from all meshes to a page of one. */
export const crumbs = (mesh: string, ...more: readonly Html[]): Html =>
  html`<p class="crumbs">
    <a href="/">All meshes</a> <a href="/meshes/${encodeURIComponent(mesh)}">${mesh}</a> ${more}
  </p>`;
