/** Menus of actions, by keyboard as the ARIA practices say (Radix). */
import * as Radix from "@radix-ui/react-dropdown-menu";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names.js";
import { Icon, type IconName } from "./icon.js";

/** A menu below its button. */
export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    // Not modal: the rest of the page stays reachable, and the page keeps its scrollbar.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ItemProps {
  icon?: IconName;
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

/** An action of a menu. */
export function MenuItem({ icon, danger = false, onSelect, children }: ItemProps) {
  return (
    <Radix.Item className={classNames("menu__item", danger && "menu__item--danger")} onSelect={onSelect}>
      {icon && <Icon name={icon} />}
      {children}
    </Radix.Item>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChoose: (value: Value) => void;
}

/** A choice of one of a few in a menu. */
export function MenuChoice<Value extends string>({ label, value, options, onChoose }: ChoiceProps<Value>) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as Value)} aria-label={label}>
      <Radix.Label className="menu__label">{label}</Radix.Label>
      {options.map(([key, text]) => (
        <Radix.RadioItem key={key} value={key} className="menu__item">
          <span className="menu__mark">
            <Radix.ItemIndicator>
              <Icon name="check" />
            </Radix.ItemIndicator>
          </span>
          {text}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** A line between the parts of a menu. */
export function MenuLine() {
  return <Radix.Separator className="menu__line" />;
}
