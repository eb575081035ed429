/** What menu.tsx loads once a menu is about to be opened: Radix's menu, in the clothes of this design. */
import * as Radix from "@radix-ui/react-dropdown-menu";
import { type ReactElement, useState } from "react";
import { classNames } from "./class-names.js";
import { Icon, type IconName } from "./icon.js";

/** An action of a menu, or a line between two groups; at most one line. */
export type MenuEntry = "line" | { label: string; icon?: IconName; danger?: boolean; onSelect: () => void };

/** The menu; it is open at first. */
export function MenuView({ trigger, entries }: { trigger: ReactElement; entries: readonly MenuEntry[] }) {
  const [isOpen, setOpen] = useState(true);
  return (
    // Not modal: the rest of the page stays reachable, and the page keeps its scrollbar.
    <Radix.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {entries.map((entry) =>
            entry === "line" ? (
              <Radix.Separator key="line" className="menu__line" />
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
