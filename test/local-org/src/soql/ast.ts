import type { FieldValue } from '../schema/schema.ts';

/** A parsed SOQL query. Names are as written; resolving them against the schema is the checker's work. */
/** `FROM Contact c, c.Account a`: names for paths to parents, by alias in lower case. */
export interface From {
  object: string;
  alias?: string;
  parents?: ReadonlyMap<string, readonly string[]>;
}

export interface SoqlQuery {
  /** The text it was parsed from, for messages and caches. */
  text: string;
  select: SelectItem[];
  from: From;
  where?: Condition;
  /** `rollup` and `cube` add rows of subtotals. */
  groupBy?: { fields: FieldExpression[]; kind?: 'rollup' | 'cube'; having?: Condition };
  /** `USING SCOPE`, lower case. */
  scope?: string;
  orderBy: { field: FieldExpression; descending: boolean; nulls?: 'first' | 'last' }[];
  limit?: Operand;
  offset?: Operand;
  /** `WITH USER_MODE`, `WITH SYSTEM_MODE`, `WITH SECURITY_ENFORCED`. */
  with?: 'USER_MODE' | 'SYSTEM_MODE' | 'SECURITY_ENFORCED';
  forUpdate: boolean;
  allRows: boolean;
  /** `FOR VIEW`: the user looks at the records. */
  forView?: boolean;
  /** How many binds it has; they are numbered in textual order over the whole query, subqueries included. */
  bindCount: number;
  /** The source text of each bind's expression, in the same order. */
  binds: string[];
}

export type SelectItem =
  | { kind: 'field'; expression: FieldExpression; alias?: string }
  | { kind: 'count' }
  | { kind: 'subquery'; query: SoqlQuery }
  | { kind: 'fields'; group: 'ALL' | 'STANDARD' | 'CUSTOM' }
  | { kind: 'typeof'; relationship: string; when: { object: string; fields: string[][] }[]; otherwise: string[][] };

/** A path (`['Account','Name']`), or a function over one: `COUNT(Id)`, `toLabel(Status)`, `CALENDAR_YEAR(CreatedDate)`. */
export type FieldExpression =
  | { kind: 'path'; path: string[] }
  | { kind: 'call'; name: string; arguments: FieldExpression[] }
  /** An argument that is no field: the numbers of GEOLOCATION, the unit of DISTANCE. */
  | { kind: 'value'; operand: Operand };

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN' | 'INCLUDES' | 'EXCLUDES';

export type Condition =
  | { kind: 'and' | 'or'; operands: Condition[] }
  | { kind: 'not'; operand: Condition }
  | { kind: 'compare'; field: FieldExpression; operator: Comparison; value: Operand };

export type Operand =
  | {
      kind: 'literal';
      value: FieldValue;
      type: 'null' | 'boolean' | 'number' | 'string' | 'date' | 'datetime' | 'time';
    }
  /** `TODAY`, `LAST_N_DAYS:30`; upper case. */
  | { kind: 'dateLiteral'; name: string; n?: number }
  | { kind: 'bind'; index: number }
  | { kind: 'list'; items: Operand[] }
  | { kind: 'subquery'; query: SoqlQuery };
