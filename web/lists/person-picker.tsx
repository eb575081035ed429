/** Finds a person by the start of the username: a combobox with a list (ARIA APG). */
import { useQuery } from "@apollo/client/react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "../design/button.js";
import { Field } from "../design/field.js";
import { findPeopleQuery } from "./operations.generated.js";
import { namePerson, type Person } from "./person-name.js";

interface Props {
  label: string;
  hint?: string;
  error?: string | undefined;
  optional?: boolean;
  /** Who is chosen; null for no one. */
  value: Person | null;
  onChoose: (person: Person | null) => void;
}

const typingMilliseconds = 200;

/** The field. */
export function PersonPicker({ value, onChoose, ...field }: Props) {
  const listId = useId();
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const { people, isSearching } = usePeople(text);
  const isOpen = text !== null;

  const choose = (person: Person | null) => {
    setText(null);
    setActive(0);
    onChoose(person);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) setText("");
      else if (people.length > 0) setActive((active + step + people.length) % people.length);
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      const person = people[active];
      if (person) choose(person);
    } else if (event.key === "Escape" && isOpen) {
      // Closes the list, and not the dialog that the field is in.
      event.preventDefault();
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      setText(null);
    }
  };
  return (
    <Field {...field} optional={field.optional ?? false}>
      {(described) => (
        <div className="picker">
          <input
            {...described}
            ref={input}
            className="input"
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            {...(isOpen && people.length > 0 && { "aria-activedescendant": `${listId}-${active}` })}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="Username"
            value={text ?? (value ? namePerson(value) : "")}
            onChange={({ target }) => {
              setText(target.value);
              setActive(0);
            }}
            onFocus={({ target }) => target.select()}
            onBlur={() => setText(null)}
            onKeyDown={onKeyDown}
          />
          {value !== null && !isOpen && (
            <IconButton
              icon="close"
              label={`Clear ${field.label.toLowerCase()}`}
              onClick={() => {
                choose(null);
                input.current?.focus();
              }}
            />
          )}
          <div className="picker__list" hidden={!isOpen}>
            <div role="listbox" id={listId} aria-label={field.label}>
              {people.map((person, index) => (
                // The keyboard is with the input, which names the active option.
                // biome-ignore lint/a11y/useFocusableInteractive: by aria-activedescendant
                <div
                  key={person.id}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  className="picker__option"
                  // Before the input loses the focus, which closes the list.
                  onMouseDown={(event) => {
                    event.preventDefault();
                    choose(person);
                  }}
                >
                  {namePerson(person)}
                </div>
              ))}
            </div>
            {people.length === 0 && (
              <p className="picker__none">
                {isSearching ? "Searching …" : "No one has a username like this."}
              </p>
            )}
          </div>
          <span className="visually-hidden" role="status">
            {isOpen && !isSearching && `${people.length} found`}
          </span>
        </div>
      )}
    </Field>
  );
}

/** Returns the people whose username begins so, a moment after the last key. Null asks for no one. */
function usePeople(text: string | null): { people: readonly Person[]; isSearching: boolean } {
  const [prefix, setPrefix] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(text), text === "" ? 0 : typingMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, loading } = useQuery(findPeopleQuery, {
    variables: { prefix: (prefix ?? "").trim() },
    skip: prefix === null || text === null,
    fetchPolicy: "cache-and-network",
  });
  const people = text === null || data === undefined ? [] : data.users.edges.map(({ node }) => node);
  return { people: people as readonly Person[], isSearching: loading || prefix !== text };
}
