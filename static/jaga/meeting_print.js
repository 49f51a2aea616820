/* The patterns of the map on paper. A printer's file holds an SVG pattern as pictures, more than
   100 MB of them; so for printing each zone gets its pattern as lines, cut to its outline. The small
   squares beside names keep their letter alone. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function element(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /* Left, top, right and bottom of a path of lines; a hidden slide has no other measure. */
  function bounds(d) {
    const points = d.match(/-?[\d.]+/g).map(Number);
    const [xs, ys] = [0, 1].map((odd) => points.filter((_, n) => n % 2 === odd));
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }

  /* A pattern over a rectangle, its marks where the pattern itself has them, as one path. */
  function drawn(pattern, [left, top, right, bottom]) {
    const size = Number(pattern.getAttribute("width"));
    const mark = pattern.firstElementChild;
    const steps = (from, to) => {
      const first = Math.floor(from / size) * size;
      return Array.from({ length: Math.ceil((to - first) / size) + 1 }, (_, n) => first + n * size);
    };
    if (mark.tagName === "circle") {
      const [x, y, r] = ["cx", "cy", "r"].map((name) => Number(mark.getAttribute(name)));
      const start = steps(left, right)[0] + x - size;
      const rows = steps(top - size, bottom).map((at) => `M${start},${y + at}H${right}`).join("");
      const dots = { "stroke-width": 2 * r, "stroke-dasharray": `0 ${size}`, "stroke-linecap": "round" };
      return element("path", { d: rows, fill: "none", stroke: mark.getAttribute("fill"), ...dots });
    }
    const tile = mark.getAttribute("d");
    const high = bottom - top;
    const up = steps(left + top, right + bottom).map((at) => `M${at - top},${top}l${-high},${high}`).join("");
    const fall = steps(left - bottom, right - top).map((at) => `M${at + top},${top}l${high},${high}`).join("");
    const down = steps(left - size, right).map((at) => `M${at + 2},${top}v${high}`).join("");
    const falls = tile.startsWith("M0,0l");
    const d = tile.includes("v") ? down : falls && tile.includes("M0,6") ? up + fall : falls ? fall : up;
    const stroke = { stroke: mark.getAttribute("stroke"), "stroke-width": mark.getAttribute("stroke-width") };
    return element("path", { d, fill: "none", ...stroke });
  }

  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("#stage .zone path[fill^='url']").forEach((path, n) => {
      const [name] = path.getAttribute("fill").match(/[\w-]+(?=\))/);
      const d = path.getAttribute("d");
      const cut = element("clipPath", { id: `print-${n}` }, element("path", { d }));
      const lines = drawn(document.getElementById(name), bounds(d));
      path.after(element("g", { class: "inked" }, cut, element("g", { "clip-path": `url(#print-${n})` }, lines)));
    });
    document.querySelectorAll("#stage .picture").forEach((one) => one.setAttribute("viewBox", "0 0 1920 1080"));
    document.documentElement.classList.add("printing");
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    document.querySelectorAll(".inked").forEach((one) => one.remove());
    window.JagaMeeting.shape();
  });
})();
