/** What menu.tsx loads once a menu is about to be opened: Radix's menu, in the clothes of this design. */
import * as Radix from "@radix-ui/react-dropdown-menu";
import { type ReactElement, useState } from "react";
import { classNames } from "./class-names.js";
import { Icon, type IconName } from "./icon.js";

/** An action of a menu; a choice of one of a few, below a line; or a line between two groups, at most one. */
export type MenuEntry = "line" | MenuAction | MenuChoice;

interface MenuAction {
  label: string;
  icon?: IconName;
  danger?: boolean;
  onSelect: () => void;
}

/** A choice. The value that it has now is marked. */
interface MenuChoice {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChoose: (value: string) => void;
}

/** The menu; it is open at first. */
export function MenuView({ trigger, entries }: { trigger: ReactElement; entries: readonly MenuEntry[] }) {
  const [isOpen, setOpen] = useState(true);
  return (
    // Not modal: the rest of the page stays reachable, and the page keeps its scrollbar.
    <Radix.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      {/* Within the landmark that its button is in, not beside all of them. */}
      <Radix.Portal container={document.getElementById("main")}>
        <Radix.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {entries.map((entry) =>
            entry === "line" ? (
              <Radix.Separator key="line" className="menu__line" />
            ) : "options" in entry ? (
              <Choice key={entry.label} {...entry} />
            ) : (
              <Radix.Item
                key={entry.label}
                className={classNames("menu__item", entry.danger && "menu__item--danger")}
                onSelect={entry.onSelect}
              >
                {entry.icon && <Icon name={entry.icon} />}
                {entry.label}
              </Radix.Item>
            ),
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Choice({ label, value, options, onChoose }: MenuChoice) {
  return (
    <>
      <Radix.Separator className="menu__line" />
      <Radix.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
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
    </>
  );
}
