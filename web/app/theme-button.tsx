/** The switch between light and dark. */
import { IconButton } from "../design/button.js";
import { useTheme } from "../design/theme.js";

/** The button. The system's theme applies until it is used. */
export function ThemeButton() {
  const [theme, toggle] = useTheme();
  const isDark = theme === "dark";
  return (
    <IconButton
      icon={isDark ? "sun" : "moon"}
      label={isDark ? "Light theme" : "Dark theme"}
      onClick={toggle}
    />
  );
}
