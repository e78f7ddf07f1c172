import type { Request, Response } from 'express';

/** Errors in the form that the vendor's collection shows. */
export function refuse(response: Response, status: number, message: string, code: string): void {
  response.status(status).json({ status: String(status), message, 'error-code': code });
}

/** A page of a list, with the links that the vendor's collection shows. */
export function page(request: Request, name: string, all: unknown[]): object {
  const whole = (value: unknown, otherwise: number) =>
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : otherwise;
  const [offset, count] = [whole(request.query['offset'], 0), whole(request.query['count'], 100)];
  const items = all.slice(offset, offset + count);
  const link = (at: number) => {
    const url = new URL(request.originalUrl, 'http://simulator');
    url.searchParams.set('offset', String(at));
    url.searchParams.set('count', String(count));
    return { href: `${url.pathname}${url.search}` };
  };
  return {
    totalCount: all.length,
    fetchedCount: items.length,
    [name]: items,
    _links: {
      self: link(offset),
      ...(offset + count < all.length && { next: link(offset + count) }),
      ...(offset > 0 && { previous: link(Math.max(0, offset - count)) })
    }
  };
}
