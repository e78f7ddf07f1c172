import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { createSchema, type YogaInitialContext } from 'graphql-yoga';
import type { GridState } from '../state/grid-state.ts';
import type { Customer, Entry } from '../state/model.ts';
import { without } from '../state/without.ts';
import { ACK_WORDS, LENS_FIELDS, SIZE_FIELDS, STATUS_WORDS, valueOf } from './fields.ts';
import { QueryError } from './lucene.ts';
import { search, type TransactionQuery } from './search.ts';

export interface LensContext {
  customer: Customer;
}

const PAGE = 1000;
const DEFAULT_COUNT = 25;
/** Scroll cursors are forgotten after this long. How long the real ones live is not public. */
const SCROLL_MILLISECONDS = 600_000;

const fieldLine = (field: string) =>
  `${field}: ${(SIZE_FIELDS as readonly string[]).includes(field) ? 'Int' : 'String'}`;

/** Reconstructed from the vendor's collection: names are the vendor's where an example shows them. */
const TYPE_DEFINITIONS = `
  enum TransactionField { ${LENS_FIELDS.join(' ')} }
  enum SortType { ASC DESC }
  input SortBy { field: TransactionField! type: SortType }
  input Range { field: TransactionField! from: String to: String }
  input FilterValue { not: Boolean value: String! }
  input Filter { field: TransactionField! values: [FilterValue!]! }
  input FieldQuery { field: TransactionField! query: String! }
  input FieldQueries { must: [FieldQuery!] should: [FieldQuery!] }
  input ContentKeyFilter { key: String! value: String! }
  input TransactionQuery {
    count: Int offset: Int scroll: Boolean scrollid: String sortby: SortBy ranges: [Range!] filters: [Filter!]
    fields: FieldQueries contentKeyFilters: [ContentKeyFilter!] query: String
  }
  type ContentKey { key: String! value: String! }
  type Transaction {
    ${LENS_FIELDS.map(fieldLine).join(' ')}
    contentkeys(names: [String!]): [ContentKey!]
  }
  type TransactionList { count: Int! total: Int! offset: Int! scrollid: String transactions: [Transaction!]! }
  type Query { getTransactions(query: TransactionQuery): TransactionList! }
`;

interface Row {
  entry: Entry;
  customer: Customer;
  /** Lens returns content keys only to those who pass `contentKeyFilters`. */
  withKeys: boolean;
}

interface Scroll {
  rest: Entry[];
  total: number;
  position: number;
  usedAt: number;
}

/** The vendor's query over the simulator's state. */
export class LensSearch {
  readonly #state: GridState;
  readonly #scrolls = new Map<string, Scroll>();

  constructor(state: GridState) {
    this.#state = state;
  }

  getTransactions(query: TransactionQuery, customer: Customer) {
    const { count = DEFAULT_COUNT, offset = 0 } = {
      count: query.count ?? undefined,
      offset: query.offset ?? undefined
    };
    if (count < 1 || count > PAGE) throw new QueryError(`count is 1 to ${PAGE}: use scroll for more.`);
    if (offset < 0) throw new QueryError('offset is 0 or more.');
    const row = (entry: Entry): Row => ({ entry, customer, withKeys: Array.isArray(query.contentKeyFilters) });
    if (query.scroll === true || query.scrollid) {
      const { entries, total, position, id } = this.#nextPage(query, customer);
      const transactions = entries.map(row);
      return { count: entries.length, total, offset: position, scrollid: id, transactions };
    }
    const found = this.#find(query, customer);
    const transactions = found.slice(offset, offset + count).map(row);
    return { count: transactions.length, total: found.length, offset, scrollid: null, transactions };
  }

  #find(query: TransactionQuery, { mailbox, solutionId }: Customer): Entry[] {
    const own = this.#state.entries().filter(({ internal }) => internal.mailbox === mailbox);
    return search(own, query, solutionId);
  }

  /** The same query sent again moves on by a page; what it runs over is what was there at its first call. */
  #nextPage(query: TransactionQuery, customer: Customer) {
    const now = this.#state.clock.now();
    const asked = without(query, 'scrollid');
    const digest = createHash('sha256')
      .update(JSON.stringify([customer.clientId, asked]))
      .digest('hex')
      .slice(0, 32);
    const id = query.scrollid ?? digest;
    const known = this.#scrolls.get(id);
    const current = known && now - known.usedAt < SCROLL_MILLISECONDS ? known : undefined;
    if (!current && query.scrollid)
      throw new QueryError('This scroll has ended: send the query again without scrollid.');
    const started = current ? undefined : this.#find(query, customer);
    const scroll = current ?? { rest: started ?? [], total: started?.length ?? 0, position: 0, usedAt: now };
    const entries = scroll.rest.slice(0, PAGE);
    const { position } = scroll;
    if (entries.length === 0) this.#scrolls.delete(id);
    else {
      const rest = scroll.rest.slice(PAGE);
      this.#scrolls.set(id, { ...scroll, rest, position: position + entries.length, usedAt: now });
    }
    return { entries, total: scroll.total, position, id };
  }
}

function keysOf({ entry, withKeys }: Row, names: string[] | null | undefined) {
  if (!withKeys) return null;
  const wanted = names?.map((name) => name.toLowerCase());
  return (entry.contentkeys ?? [])
    .filter(([key]) => wanted === undefined || wanted.includes(key.toLowerCase()))
    .map(([key, value]) => ({ key, value }));
}

function acknowledgement({ entry }: Row): string | null {
  if (entry.fastatus === undefined) return null;
  if (entry.fastatus === 'C') {
    throw new GraphQLError('Status C of a functional acknowledgement has no description.', {
      extensions: { classification: 'Warning' }
    });
  }
  return ACK_WORDS[entry.fastatus];
}

/** The executable schema of `/visibility_transaction_search`. */
export function lensSchema(state: GridState) {
  const lens = new LensSearch(state);
  const simple = LENS_FIELDS.map((field) => [
    field,
    ({ entry, customer }: Row) => valueOf(entry, field, customer.solutionId)
  ]);
  return createSchema<LensContext & YogaInitialContext>({
    typeDefs: TYPE_DEFINITIONS,
    resolvers: {
      Query: {
        getTransactions: (_: unknown, { query }: { query?: TransactionQuery | null }, { customer }: LensContext) => {
          try {
            return lens.getTransactions(query ?? {}, customer);
          } catch (error) {
            if (error instanceof QueryError)
              throw new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
            throw error;
          }
        }
      },
      Transaction: {
        ...(Object.fromEntries(simple) as Record<string, (row: Row) => unknown>),
        status: ({ entry }: Row) => STATUS_WORDS[entry.status],
        fastatus: acknowledgement,
        contentkeys: (row: Row, { names }: { names?: string[] | null }) => keysOf(row, names)
      }
    }
  });
}
