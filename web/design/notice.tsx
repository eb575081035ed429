/** Notices: what a page has to say as a whole. */
import type { ReactNode } from "react";
import { classNames } from "./class-names.js";
import { Icon, type IconName } from "./icon.js";

const icons: Record<NoticeTone, IconName> = {
  info: "info",
  success: "check",
  warning: "error",
  danger: "error",
};

/** What a notice is about. */
export type NoticeTone = "info" | "success" | "warning" | "danger";

interface Props {
  tone?: NoticeTone;
  /** It came after the page: screen readers announce it. */
  live?: boolean;
  children: ReactNode;
}

/** A notice. */
export function Notice({ tone = "info", live = false, children }: Props) {
  return (
    <div
      className={classNames("notice", `notice--${tone}`)}
      {...(live && { role: tone === "danger" ? "alert" : "status" })}
    >
      <Icon name={icons[tone]} />
      <div className="notice__body">{children}</div>
    </div>
  );
}
