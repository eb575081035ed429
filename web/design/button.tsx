/** Buttons, and links that look like them. */
import { type ButtonHTMLAttributes, forwardRef, type MouseEvent } from "react";
import { classNames } from "./class-names.js";
import { Icon, type IconName } from "./icon.js";

/** How much weight a button has on its page: at most one is `primary`. */
export type ButtonVariant = "primary" | "secondary" | "danger" | "quiet";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
  variant?: ButtonVariant;
  icon?: IconName;
  /** Its work is under way: it keeps its size, its name and the focus, and ignores clicks. */
  busy?: boolean;
  /** As wide as what it is in. */
  wide?: boolean;
}

/** A button. It does not submit a form unless its `type` says so. */
export const Button = forwardRef<HTMLButtonElement, Props>(function Button(
  { variant = "secondary", icon, busy = false, wide = false, className, onClick, children, ...props },
  ref,
) {
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      ref={ref}
      type="button"
      {...props}
      className={classNames("button", `button--${variant}`, wide && "button--wide", className)}
      onClick={click}
      {...(busy && { "aria-disabled": true, "aria-busy": true })}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
});

interface IconButtonProps extends Omit<Props, "icon" | "children" | "aria-label"> {
  icon: IconName;
  /** Its name, which is shown while the pointer rests on it. */
  label: string;
}

/** A button that is only an icon. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, variant = "quiet", className, ...props },
  ref,
) {
  return (
    <Button
      ref={ref}
      {...props}
      variant={variant}
      className={classNames("button--icon", className)}
      aria-label={label}
      title={label}
    />
  );
});
