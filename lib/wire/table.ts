import type { Json } from '../model/json.ts';

/** An item of the history table: `pk`, `sk`, and plain JSON attributes. */
export type Item = { pk: string; sk: string } & { [attribute: string]: Json };
export interface Key {
  pk: string;
  sk: string;
}

/** A DynamoDB expression with plain JSON values. Names always by `#x`, values by `:x`. */
export interface Expression {
  text: string;
  names?: Record<string, string>;
  values?: Record<string, Json>;
}

/** One table. All reads are strongly consistent. Errors: Conflict (a condition did not hold), AccessDenied, Throttled, Unavailable, Rejected4xx, Malformed. */
export interface Table {
  get: (key: Key) => Promise<Item | undefined>;
  put: (item: Item, condition?: Expression) => Promise<void>;
  /** Gives back the item as it is afterwards. */
  update: (key: Key, update: Expression, condition?: Expression) => Promise<Item>;
  delete: (key: Key, condition?: Expression) => Promise<void>;
  /** Items of a partition by sort-key prefix, ascending unless `newestFirst`; every page up to `limit`; `after` is exclusive. */
  query: (query: {
    pk: string;
    prefix?: string;
    after?: string;
    limit?: number;
    newestFirst?: boolean;
  }) => Promise<Item[]>;
}
