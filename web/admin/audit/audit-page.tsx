/** The page "Audit trail": who did what to whom, for admins. */
import { useQuery as useGraph } from "@apollo/client/react";
import { useState } from "react";
import { Button } from "../../design/button.js";
import { classNames } from "../../design/class-names.js";
import { Field } from "../../design/field.js";
import { Page } from "../../design/page.js";
import { OfflineNotice } from "../../lists/list-view.js";
import { personByIdQuery } from "../../lists/operations.generated.js";
import type { Person } from "../../lists/person-name.js";
import { PersonPicker } from "../../lists/person-picker.js";
import { useQuery } from "../../router/location.js";
import { AuditList } from "./audit-list.js";
import { eventGroups } from "./event-types.js";
import type { AuditFilter } from "./operations.generated.js";

/** The page. */
export function AuditPage() {
  const [query, change] = useQuery();
  const [isOpen, setOpen] = useState(false);
  const [type, actor, subject] = [query.get("type"), query.get("actor"), query.get("subject")];
  const filter: AuditFilter = {
    ...(type && { type }),
    ...(actor && { actorId: actor }),
    ...(subject && { subjectId: subject }),
  };
  const count = Object.keys(filter).length;
  return (
    <Page title="Audit trail" lead="Sign-ins, failures, refusals and changes, newest first.">
      <OfflineNotice />
      <search className={classNames("filters", !isOpen && "filters--closed")} aria-label="Audit trail">
        <TypeField value={type ?? ""} onChoose={(chosen) => change({ type: chosen })} />
        <Button
          className="filters__toggle"
          icon="filter"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Filters
        </Button>
        <PersonFilter label="Actor" id={actor} onChoose={(person) => change({ actor: person?.id ?? null })} />
        <PersonFilter
          label="Subject"
          id={subject}
          onChoose={(person) => change({ subject: person?.id ?? null })}
        />
        {count > 0 && (
          <Button
            variant="quiet"
            icon="close"
            onClick={() => change({ type: null, actor: null, subject: null })}
          >
            Clear filters
          </Button>
        )}
      </search>
      <AuditList filter={filter} />
    </Page>
  );
}

function TypeField({ value, onChoose }: { value: string; onChoose: (type: string) => void }) {
  return (
    <Field label="Type">
      {(described) => (
        <select
          {...described}
          className="input"
          value={value}
          onChange={({ target }) => onChoose(target.value)}
        >
          <option value="">Any</option>
          {eventGroups.map(([group, types]) => (
            <optgroup key={group} label={group}>
              {types.map(([type, name]) => (
                <option key={type} value={type}>
                  {name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}

interface PersonFilterProps {
  label: string;
  /** The id in the address; its name is asked for. */
  id: string | null;
  onChoose: (person: Person | null) => void;
}

function PersonFilter({ label, id, onChoose }: PersonFilterProps) {
  const { data } = useGraph(personByIdQuery, { variables: { id: id ?? "" }, skip: id === null });
  const person = id === null ? null : (data?.user ?? unnamed(id));
  return <PersonPicker label={label} value={person} onChoose={onChoose} />;
}

/** A person whose name is not known: it is loading, or the account is deleted. */
const unnamed = (id: string): Person => ({
  __typename: "User",
  id,
  username: id,
  displayName: id,
  deleted: false,
});
