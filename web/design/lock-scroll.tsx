/**
 * Stands for the package react-remove-scroll, which Radix's dialogs use: the page behind a dialog does not scroll. The
 * package writes a style element into the page, which the content security policy forbids; this sets an attribute.
 */
import { type ElementType, type ReactNode, useEffect } from "react";

interface Props {
  as?: ElementType;
  enabled?: boolean;
  children?: ReactNode;
  [prop: string]: unknown;
}

let locks = 0;

/** Keeps the page from scrolling while it is mounted. `as` is the element that it renders. */
export function RemoveScroll({ as: Element = "div", enabled = true, children, ...props }: Props) {
  useEffect(() => {
    if (!enabled) return;
    locks += 1;
    document.documentElement.toggleAttribute("data-scroll-locked", true);
    return () => {
      locks -= 1;
      document.documentElement.toggleAttribute("data-scroll-locked", locks > 0);
    };
  }, [enabled]);
  // What concerns only the package: how gestures are caught.
  const { allowPinchZoom: _pinch, shards: _shards, removeScrollBar: _bar, ...rest } = props;
  return <Element {...rest}>{children}</Element>;
}
