/** Pages and their sections. */
import { type ReactNode, useEffect, useId } from "react";

/** The id of the heading that gets the focus when the page changes. */
export const headingId = "page-heading";

interface PageProps {
  /** The heading, and the title of the window. */
  title: string;
  /** A sentence below the heading. */
  lead?: ReactNode;
  /** Buttons beside the heading. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** A page: it names the window, and its heading gets the focus when the page changes. */
export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Gatehouse`;
  }, [title]);
  return (
    <div className="page">
      <header className="page__head">
        <h1 id={headingId} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="button-row">{actions}</div>}
      </header>
      {lead && <div className="page__lead">{lead}</div>}
      {children}
    </div>
  );
}

/** A part of a page, with a heading and what can be done. */
export function Section({ title, lead, actions, children }: PageProps) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <div className="section__head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <div className="section__text">{lead}</div>}
        </div>
        {actions && <div className="button-row">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
