import type { RequestHandler } from 'express';

export const escaped = (text: string | undefined) =>
  (text ?? '').replaceAll(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? one);

export const shortTime = (iso: string | undefined) =>
  iso === undefined ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;

export const table = (heads: string[], rows: string[], empty: string) =>
  rows.length === 0
    ? `<p class="empty">${escaped(empty)}</p>`
    : `<table><thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;

export const NAVIGATION = '<nav><a href="/">What happens</a> <a href="/desk">Make things happen</a></nav>';

/** A page of another site that points its own name to this machine would read it otherwise. */
export const guarded: RequestHandler = (request, response, next) => {
  if (/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) next();
  else response.status(403).type('text').send('This page is for this machine only.');
};
