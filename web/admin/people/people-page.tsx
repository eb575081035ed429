/** The page "People": all accounts, for admins. */
import { useState } from "react";
import { Button } from "../../design/button.js";
import { classNames } from "../../design/class-names.js";
import { SelectField } from "../../design/field.js";
import { Page } from "../../design/page.js";
import { Badge, EmptyState } from "../../design/placeholder.js";
import { RelativeTime } from "../../design/relative-time.js";
import { ListCount, ListView, OfflineNotice } from "../../lists/list-view.js";
import { namePerson } from "../../lists/person-name.js";
import { SearchField } from "../../lists/search-field.js";
import { useList } from "../../lists/use-list.js";
import { Link } from "../../router/link.js";
import { useQuery } from "../../router/location.js";
import { useViewer } from "../../session/use-session.js";
import { peopleListQuery, type UserFilter, type UserOrder } from "./operations.generated.js";
import "./people.css";
import { AttemptError, EnableButton, type PersonRow, useAttempt } from "./person-actions.js";

const pollMilliseconds = 15_000;

const states = [
  ["", "Any"],
  ["enabled", "Enabled"],
  ["disabled", "Disabled"],
] as const;

const roles = [
  ["", "Any"],
  ["admin", "Admins"],
] as const;

const sorts = [
  ["", "Newest"],
  ["oldest", "Oldest"],
  ["name", "Username"],
] as const;

function readFilter(query: URLSearchParams): UserFilter {
  const prefix = query.get("q")?.trim();
  const state = query.get("state");
  return {
    ...(prefix && { usernamePrefix: prefix }),
    ...((state === "enabled" || state === "disabled") && { enabled: state === "enabled" }),
    ...(query.get("role") === "admin" && { role: "ADMIN" }),
  };
}

function readOrder(query: URLSearchParams): UserOrder {
  const sort = query.get("sort");
  if (sort === "name") return { field: "USERNAME", direction: "ASC" };
  return { field: "CREATED_AT", direction: sort === "oldest" ? "ASC" : "DESC" };
}

/** The page. */
export function PeoplePage() {
  const [query, change] = useQuery();
  const variables = { filter: readFilter(query), orderBy: readOrder(query) };
  const list = useList(peopleListQuery, "users", variables, { pollMilliseconds });
  return (
    <Page title="People">
      <OfflineNotice />
      <Filters query={query} onChange={change} />
      <ListCount total={list.total} one="person" many="people" />
      <ListView list={list} empty={<NoPeople onClear={() => change({ q: null, state: null, role: null })} />}>
        {(people) => (
          <ul className="rows list" aria-label="People">
            {people.map((person) => (
              <Row key={person.id} person={person} onDone={() => void list.reload()} />
            ))}
          </ul>
        )}
      </ListView>
    </Page>
  );
}

function NoPeople({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState icon="people" title="No one fits">
      <Button onClick={onClear}>Clear the filters</Button>
    </EmptyState>
  );
}

interface FiltersProps {
  query: URLSearchParams;
  onChange: (changes: Record<string, string | null>) => void;
}

function Filters({ query, onChange }: FiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const select = (name: string, label: string, options: readonly (readonly [string, string])[]) => (
    <SelectField
      label={label}
      options={options}
      value={query.get(name) ?? ""}
      onChange={({ target }) => onChange({ [name]: target.value })}
    />
  );
  return (
    <search className={classNames("filters", !isOpen && "filters--closed")} aria-label="People">
      <SearchField
        label="Search"
        placeholder="Start of a username"
        maxLength={32}
        value={query.get("q") ?? ""}
        onSearch={(q) => onChange({ q })}
      />
      <Button
        className="filters__toggle"
        icon="filter"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        Filters
      </Button>
      {select("state", "State", states)}
      {select("role", "Role", roles)}
      {select("sort", "Sort by", sorts)}
    </search>
  );
}

function Row({ person, onDone }: { person: PersonRow; onDone: () => void }) {
  const attempt = useAttempt(person);
  const isOwn = useViewer()?.id === person.id;
  const nameId = `person-${person.id}`;
  return (
    <li className="row person" data-person={person.id}>
      <div className="row__main">
        <div className="row__title">
          <Link id={nameId} className="person__name" to={`/people/${encodeURIComponent(person.id)}`}>
            {namePerson(person)}
          </Link>
          {isOwn && <Badge>You</Badge>}
          {person.roles.includes("ADMIN") && <Badge tone="accent">Admin</Badge>}
          {!person.enabled && <Badge tone="danger">Disabled</Badge>}
        </div>
        <div className="row__detail">
          {person.email ?? "No e-mail"} · since <RelativeTime at={person.createdAt} />
          {person.lastLoginAt && (
            <>
              {" "}
              · last sign-in <RelativeTime at={person.lastLoginAt} />
            </>
          )}
        </div>
        <AttemptError attempt={attempt} />
      </div>
      <EnableButton person={person} attempt={attempt} nameId={nameId} onDone={onDone} />
    </li>
  );
}
