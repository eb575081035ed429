/** The filters of the page "Tasks". On a phone they open below the search. */
import { useState } from "react";
import { Button } from "../design/button.js";
import { classNames } from "../design/class-names.js";
import { SelectField } from "../design/field.js";
import { SearchField } from "../lists/search-field.js";
import { choices, filterNames } from "./task-filters.js";

interface Props {
  query: URLSearchParams;
  onChange: (changes: Record<string, string | null>) => void;
  /** A board has a column for each status. */
  withStatus: boolean;
}

type Choice = keyof typeof choices;

/** The bar. */
export function FilterBar({ query, onChange, withStatus }: Props) {
  const [isOpen, setOpen] = useState(false);
  // A search that is still being typed goes with the filters.
  const [clearings, setClearings] = useState(0);
  const names = (Object.keys(choices) as Choice[]).filter((name) => withStatus || name !== "status");
  const active = filterNames.filter((name) => query.has(name) && (withStatus || name !== "status"));
  const hidden = active.filter((name) => name !== "q").length;
  return (
    <search className={classNames("filters", !isOpen && "filters--closed")} aria-label="Tasks">
      <SearchField
        key={clearings}
        label="Search"
        placeholder="Words of the title"
        maxLength={200}
        value={query.get("q") ?? ""}
        onSearch={(q) => onChange({ q })}
      />
      <Button
        className="filters__toggle"
        icon="filter"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {hidden > 0 ? `Filters (${hidden})` : "Filters"}
      </Button>
      {names.map((name) => (
        <SelectField
          key={name}
          label={choices[name][0]}
          options={choices[name][1]}
          value={query.get(name) ?? ""}
          onChange={({ target }) => onChange({ [name]: target.value })}
        />
      ))}
      {active.length > 0 && (
        <Button
          variant="quiet"
          icon="close"
          onClick={() => {
            setClearings(clearings + 1);
            onChange(Object.fromEntries(filterNames.map((name) => [name, null])));
          }}
        >
          Clear filters
        </Button>
      )}
    </search>
  );
}
