/** What stands where there is nothing yet, or nothing at all. */
import type { ReactNode } from "react";
import { classNames } from "./class-names.js";
import { Icon, type IconName } from "./icon.js";

interface SkeletonProps {
  /** How many lines or rows. */
  count?: number;
  /** Rows of a list, not lines of a text. */
  rows?: boolean;
}

/** The shape of what is loading. */
export function Skeleton({ count = 3, rows = false }: SkeletonProps) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">Loading …</span>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal lines without a state have no other key
        <div key={index} className={classNames("skeleton__line", rows && "skeleton__line--row")} />
      ))}
    </div>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  /** What to do about it. */
  children?: ReactNode;
}

/** Says that a list is empty, and what to do about it. */
export function EmptyState({ icon, title, children }: EmptyProps) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A word on the state of something. */
export function Badge({
  tone,
  children,
}: {
  tone?: "accent" | "success" | "warning" | "danger";
  children: ReactNode;
}) {
  return <span className={classNames("badge", tone && `badge--${tone}`)}>{children}</span>;
}
