/** A field for a search that begins a moment after the last key. */
import { useEffect, useRef, useState } from "react";
import { TextField } from "../design/field.js";

interface Props {
  label: string;
  placeholder?: string;
  maxLength?: number;
  value: string;
  onSearch: (text: string) => void;
}

const typingMilliseconds = 300;

/** The field. `value` is what is searched for now. */
export function SearchField({ value, onSearch, ...field }: Props) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const search = useRef(onSearch);
  search.current = onSearch;
  useEffect(() => {
    // Changed by another part of the page, or by the way back.
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      search.current(text);
    }, typingMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  return <TextField type="search" {...field} value={text} onChange={({ target }) => setText(target.value)} />;
}
