/** The measured form of selection sets and fields, which the cost of an operation is computed from. */

/** A selection set with its types found; each fragment has one set, shared by its spreads. */
export interface MeasuredSet {
  fields: CostField[];
  /** What inline fragments and spreads add to the same object. */
  parts: MeasuredSet[];
  depth: number;
  rootFields: number;
  expandedFields: number;
  /** Aliases at any depth, with fragments written out, and what they cost where each stands once. */
  aliases: number;
  aliasCost: number;
}

/** A value that says how many entries a list gets. */
export type Slice = { value: unknown } | { variable: string; fallback: unknown };

/** A field as far as its cost is concerned. */
export interface CostField {
  /** Cost of one entry (or of the one object), without what is selected of it. */
  weight: number;
  /** Cost of the arguments, once. */
  once: number;
  /** Cost of the alias, each time that it is in the response. */
  alias: number;
  isList: boolean;
  slices: readonly Slice[];
  /** Entries where no slice says how many; null leaves it to the field above. */
  assumedSize: number | null;
  /** Fields below that get this field's size; null: every list there. */
  sizedFields: readonly string[] | null;
  name: string;
  children: MeasuredSet;
}
