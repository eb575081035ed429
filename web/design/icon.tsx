/** The icons: outlines of 24 by 24, drawn in the text's colour, and hidden from screen readers. */

const paths = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4l2-2zM10 21h4",
  board: "M4 5h4.5v14H4zM9.75 5h4.5v9h-4.5zM15.5 5H20v11h-4.5z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  device: "M4 5h16v11H4zM2 20h20",
  download: "M12 4v11m0 0l-4-4m4 4l4-4M5 20h14",
  edit: "M4 20l1-4L16 5l3 3L8 19l-4 1zM14 7l3 3",
  error: "M12 8v5m0 3v.01M12 3l9.5 17h-19z",
  filter: "M4 6h16M7 12h10M10 18h4",
  hide: "M3 3l18 18M10 5.3A9.8 9.8 0 0 1 12 5c6 0 9.5 7 9.5 7a16 16 0 0 1-2.6 3.4M6.2 6.9A15.6 15.6 0 0 0 2.5 12S6 19 12 19a9.5 9.5 0 0 0 4-.9M9.9 9.9a3 3 0 0 0 4.2 4.2",
  info: "M12 11v6m0-9.5v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  key: "M14.5 9.5a4.5 4.5 0 1 0-3.6 4.4L13 16h2v2h2v2h3v-3.5l-5.6-5.6c.06-.3.1-.6.1-.9zM8.5 9v.01",
  leave: "M10 4H5v16h5M9 12h11m0 0l-4-4m4 4l-4 4",
  list: "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
  menu: "M4 6h16M4 12h16M4 18h16",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  more: "M5 12v.01M12 12v.01M19 12v.01",
  pause: "M9 5v14M15 5v14",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.5 2.8-6 6.5-6s6.5 2.5 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.2M18 14.5c2.2.8 3.5 2.8 3.5 5.5",
  phone: "M7 2.5h10v19H7zM11 18.5h2",
  play: "M8 5l11 7-11 7z",
  profile: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5",
  shield: "M12 3l8 3v6c0 4.5-3.3 7.7-8 9-4.7-1.3-8-4.5-8-9V6z",
  show: "M2.5 12S6 5 12 5s9.5 7 9.5 7S18 19 12 19 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  sun: "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2m0 16v2M4.9 4.9l1.4 1.4m11.4 11.4l1.4 1.4M2 12h2m16 0h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  system: "M4 5h16v6H4zM4 13h16v6H4zM7.5 8v.01M7.5 16v.01",
  tasks: "M4 6l1.5 1.5L8.5 4.5M4 13l1.5 1.5 3-3M4 20l1.5 1.5 3-3M12 6h8M12 13h8M12 20h8",
  trail: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5m4-5v5",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** Draws an icon. It says nothing by itself: the text beside it, or the label of its button, does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
