/** Line icons drawn as SVG nodes, 24 by 24, in the colour of the text around them. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  send: "M3.4 20.4 21 12 3.4 3.6 3.4 10.1 15 12 3.4 13.9z",
  attach:
    "m20.5 11.5-8.6 8.6a5.6 5.6 0 0 1-8-8l9-8.9a3.8 3.8 0 0 1 5.3 5.3l-8.9 8.9a1.9 1.9 0 0 1-2.7-2.7l8.2-8.1",
  forward: "M13 5v4.5C6.5 10 3.5 14 3 19c2.5-3.5 5.5-4.7 10-4.7V19l8-7z",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  check: "m5 12.5 4.5 4.5L19 7.5",
  format: "M4 18 9 6l5 12M5.7 14h6.6M15.5 18l2.8-7 2.7 7M16.4 15.8h3.8",
  keyboard: "M3 7h18v10H3zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17.5 10.5h.01M8 14h8",
  sparkles:
    "M12 3l1.8 5.2L19 10l-5.2 1.8L12 17l-1.8-5.2L5 10l5.2-1.8zM19 15l.8 2.2L22 18l-2.2.8L19 21l-.8-2.2L16 18l2.2-.8z",
  flask: "M9 3h6M10 3v6l-5.5 9.5A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9",
  chat: "M4 5h16v11H9.5L5 20v-4H4z",
  walls: "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  play: "M8 5.5v13l11-6.5z",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.5 1.5M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.5-1.5",
  out: "M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  down: "m6 9 6 6 6-6",
  left: "m15 5-7 7 7 7",
  right: "m9 5 7 7-7 7",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  heart: "M12 20S4 15 4 9.5A4.3 4.3 0 0 1 12 7.2 4.3 4.3 0 0 1 20 9.5C20 15 12 20 12 20z",
  comment: "M4 5h16v11H13l-4 4v-4H4z",
  plus: "M12 5v14M5 12h14",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  bolt: "M13 3 5 13.5h6L10.5 21 19 10h-6.5z",
  switches: "M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM7 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0z",
  key: "M14.5 4a5.5 5.5 0 1 0-4.9 8L4 17.5V20h3v-2h2v-2h2l1.6-1.6A5.5 5.5 0 0 0 14.5 4zM16 8h.01",
  people:
    "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M16 5.5a3 3 0 0 1 0 6M18 14.8c2.1.7 3.5 2.5 3.5 5.2",
  channel: "M4 10v4h3l6 4V6L7 10zM16.5 9a4 4 0 0 1 0 6M18.5 6.5a7.5 7.5 0 0 1 0 11",
  reset: "M5 12a7 7 0 1 0 2.3-5.2L5 9M5 4v5h5",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  music:
    "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  mic: "M12 4a2.5 2.5 0 0 0-2.5 2.5V12a2.5 2.5 0 0 0 5 0V6.5A2.5 2.5 0 0 0 12 4zM6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3.5",
  pencil: "M5 19l1-4L16.5 4.5l3 3L9 18zM14.5 6.5l3 3",
};

const SOLID = new Set(["send", "forward", "play"]);

/** Makes one icon; hidden from screen readers because its button carries the name. */
export function icon(name, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${SOLID.has(name) ? "solid" : ""} ${className}`.trim());
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
