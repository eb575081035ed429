/** The switch between the system's theme, light and dark. */
import { IconButton } from "../design/button.js";
import { Menu, MenuChoice } from "../design/menu.js";
import { type Theme, useTheme } from "../design/theme.js";

const options: readonly (readonly [Theme, string])[] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** The button, with its menu. */
export function ThemeButton() {
  const [theme, choose] = useTheme();
  return (
    <Menu trigger={<IconButton icon={theme === "dark" ? "moon" : "sun"} label="Theme" />}>
      <MenuChoice label="Theme" value={theme} options={options} onChoose={choose} />
    </Menu>
  );
}
