import { z } from 'zod';
import { GridError } from '../outbound/action.ts';
import type { GridHttp } from './grid-http.ts';

const text = z.string().nullable();

const entrySchema = z.object({
  transactionid: z.string(),
  correlationid: text,
  transactionlevel: text,
  status: text,
  statusdate: text,
  fastatus: text,
  fastatusdate: text,
  deliverystatus: text,
  errorcode: text,
  externalerrormessage: text,
  arrivaltime: text,
  editype: text,
  senderaddress: text,
  receiveraddress: text,
  sendermailbox: text,
  receivermailbox: text,
  receivefilename: text,
  deliveryfilename: text,
  insize: z.number().nullable(),
  outsize: z.number().nullable(),
  contentkeys: z.array(z.object({ key: z.string(), value: z.string() })).nullable()
});

/** An entry of Lens: a file or a document, on its way in or out of the network. */
export type LensEntry = z.infer<typeof entrySchema>;

const FIELDS = Object.keys(entrySchema.shape)
  .map((field) => (field === 'contentkeys' ? 'contentkeys { key value }' : field))
  .join(' ');

const QUERY = `query Transactions($query: TransactionQuery) {
  getTransactions(query: $query) { count total offset transactions { ${FIELDS} } }
}`;

const answerSchema = z.object({
  data: z
    .object({ getTransactions: z.object({ total: z.number(), transactions: z.array(entrySchema) }).nullable() })
    .nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({}).optional() })).optional()
});

/** Entries of one answer. */
export const LENS_PAGE = 1000;

export interface LensQuery {
  offset?: number;
  count?: number;
  sortby?: { field: string; type: 'ASC' | 'DESC' };
  ranges?: { field: string; from: string; to: string }[];
  filters?: { field: string; values: { value: string; not?: boolean }[] }[];
}

/** What Lens knows of documents and files. @see https://github.com/opentext/BN-Trading-Grid, collection Lens */
export class Lens {
  readonly #http: GridHttp;

  constructor(http: GridHttp) {
    this.#http = http;
  }

  /** @returns entries from `offset` on, and how many there are in all */
  async search(query: LensQuery): Promise<{ entries: LensEntry[]; total: number }> {
    // Without content key filters, empty ones at least, Lens keeps the content keys to itself.
    const variables = { query: { count: LENS_PAGE, offset: 0, contentKeyFilters: [], ...query } };
    const request = { method: 'POST', body: { query: QUERY, variables } } as const;
    const { data, errors } = await this.#http.json(answerSchema, '/visibility_transaction_search', request);
    const found = data?.getTransactions;
    // Warnings stand beside the data, which is good all the same.
    if (found) return { entries: found.transactions, total: found.total };
    throw new GridError(
      'permanent',
      'QUERY_REFUSED',
      `Lens refuses the query: ${errors?.[0]?.message ?? 'no reason given'}`
    );
  }

  /** The file of a name that came in from us; undefined where none did. */
  async fileNamed(name: string): Promise<LensEntry | undefined> {
    const filters = [
      { field: 'receivefilename', values: [{ value: name }] },
      { field: 'transactionlevel', values: [{ value: 'File' }] }
    ];
    const { entries } = await this.search({ count: 1, filters, sortby: { field: 'arrivaltime', type: 'ASC' } });
    return entries[0];
  }
}
