/** The measured form of selection sets and fields, from which the cost of an operation is computed. */

/** A selection set with the types of its fields; each fragment has one set, which its spreads share. */
export interface MeasuredSet {
  fields: CostField[];
  /** The sets of inline fragments and spreads on the same object. */
  parts: MeasuredSet[];
  depth: number;
  rootFields: number;
  expandedFields: number;
  /** Aliases at any depth, with fragments expanded, and their cost when each is in the response once. */
  aliases: number;
  aliasCost: number;
}

/** A value that gives the number of entries of a list. */
export type Slice = { value: unknown } | { variable: string; fallback: unknown };

/** A field, for the computation of costs. */
export interface CostField {
  /** The cost of one entry (or of the one object), without its selections. */
  weight: number;
  /** The cost of the arguments, once. */
  once: number;
  /** The cost of the alias, for each time that it is in the response. */
  alias: number;
  isList: boolean;
  slices: readonly Slice[];
  /** The number of entries without a slicing argument; null when the parent field gives it. */
  assumedSize: number | null;
  /** Child fields that have this field's size; null: every list among them. */
  sizedFields: readonly string[] | null;
  name: string;
  children: MeasuredSet;
}
