/* Names on the map: inside a zone where they fit, coloured zones first; a coloured zone that is too
   small gets its name beside it with a leader line. Placed anew after each zoom and each day. */
(function () {
  "use strict";

  const SIZES = { plain: "600 11px", strong: "700 12px" };
  const LINE = 13;
  const FAMILY = '"Plus Jakarta Sans", system-ui, sans-serif';
  const REACHES = [34, 52, 74, 100, 130];
  /* So many names at most stand beside their zones; where more zones are raised, only the worst. */
  const LEADERS = 10;
  const TURNS = [-30, 30, -60, 60, 0, -90, 90, -120, 120, 150, -150, 180];

  function inside(point, rings) {
    let odd = false;
    rings.forEach((ring) => {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const a = ring[i];
        const b = ring[j];
        const crosses = a.y > point.y !== b.y > point.y;
        if (crosses && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
      }
    });
    return odd;
  }

  function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  }

  function boxAt(point, size) {
    return {
      left: point.x - size.width / 2 - 5,
      right: point.x + size.width / 2 + 5,
      top: point.y - size.height / 2 - 1,
      bottom: point.y + size.height / 2 + 1,
    };
  }

  class Labels {
    constructor(owner) {
      this.owner = owner;
      this.map = owner.map;
      this.pane = this.map.createPane("jaga-names");
      this.pane.style.pointerEvents = "none";
      this.pane.style.zIndex = 450;
      this.pane.setAttribute("aria-hidden", "true");
      this.pen = document.createElement("canvas").getContext("2d");
      this.widths = new Map();
      this.waiting = null;
      this.boxes = new Map();
      this.map.on("zoomend viewreset resize", () => this.schedule(0));
      if (document.fonts) document.fonts.ready.then(() => { this.widths.clear(); this.schedule(0); });
    }

    /* While days run past, names are placed once they come to rest. */
    schedule(delay = 90) {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.place(), delay);
    }

    width(text, strong) {
      const key = `${strong}|${text}`;
      if (!this.widths.has(key)) {
        this.pen.font = `${strong ? SIZES.strong : SIZES.plain} ${FAMILY}`;
        this.widths.set(key, this.pen.measureText(text).width);
      }
      return this.widths.get(key);
    }

    /* One line, or two broken at the space that balances them best. */
    layouts(name, strong) {
      const one = { lines: [name], width: this.width(name, strong), height: LINE };
      const words = name.split(" ");
      const two = words.slice(1).map((_, i) => {
        const lines = [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")];
        const width = Math.max(...lines.map((line) => this.width(line, strong)));
        return { lines, width, height: 2 * LINE };
      });
      two.sort((a, b) => a.width - b.width);
      return two.length ? [one, two[0]] : [one];
    }

    place() {
      if (!this.owner.view) return;
      this.pane.textContent = "";
      this.boxes = new Map();
      const placed = [];
      const order = this.owner.zones.map((zone, index) => ({ zone, index, level: this.owner.level(index) }));
      const weight = (item) => (item.index === this.owner.selected ? 9 : item.level.weight);
      order.sort((a, b) => weight(b) - weight(a));
      const room = this.map.getSize().x < 480 ? 3 : LEADERS;
      const bar = order.length > room ? weight(order[room]) : 0;
      order.filter((item) => weight(item) > bar).forEach((item) => placed.push(this.core(item.zone)));
      order.forEach((item) => this.placeOne(item, weight(item), bar, placed));
      this.owner.responses.settle();
    }

    /* The heart of a raised zone, kept free of other zones' names. */
    core(zone) {
      const at = this.map.latLngToLayerPoint(zone.labels[0]);
      return { left: at.x - 9, right: at.x + 9, top: at.y - 7, bottom: at.y + 7, owner: zone };
    }

    placeOne(item, weight, bar, placed) {
      const { zone } = item;
      const strong = weight > 0;
      const places = zone.labels.map((label) => this.map.latLngToLayerPoint(label));
      const lift = this.owner.responses.room(item.index);
      const spots = lift ? [...places.map((at) => L.point(at.x, at.y - lift)), ...places] : places;
      const rings = zone.rings.flat().map((ring) => ring.map((p) => this.map.latLngToLayerPoint(p)));
      const layouts = this.layouts(zone.name, strong);
      for (const at of spots) {
        const fit = layouts.find((size) => this.fits(at, size, rings));
        if (fit) {
          const box = boxAt(at, fit);
          if (this.free(box, placed, zone)) this.write(item, at, fit, strong, placed, box);
          return;
        }
      }
      if (weight > bar) this.lead(item, places[0], layouts[0], placed);
    }

    free(box, placed, zone) {
      return !placed.some((other) => other.owner !== zone && overlap(box, other));
    }

    /* A name may touch its zone's border, so the test asks for the letters' core only. */
    fits(at, size, rings) {
      const { left, right, top, bottom } = boxAt(at, { width: size.width * 0.86 - 10, height: size.height * 0.62 });
      const middle = (left + right) / 2;
      const corners = [[left, top], [right, top], [left, bottom], [right, bottom], [middle, top], [middle, bottom]];
      return corners.every(([x, y]) => inside({ x, y }, rings));
    }

    lead(item, at, size, placed) {
      const view = this.map.getSize();
      const bar = this.owner.time.height() + 12;
      for (const reach of REACHES) {
        for (const turn of TURNS) {
          const angle = (turn * Math.PI) / 180;
          const side = Math.cos(angle) < -0.01 ? -1 : 1;
          const spot = L.point(
            at.x + Math.cos(angle) * reach + (side * size.width) / 2,
            at.y + Math.sin(angle) * reach,
          );
          const box = boxAt(spot, size);
          const low = this.map.layerPointToContainerPoint([box.left, box.top]);
          const high = this.map.layerPointToContainerPoint([box.right, box.bottom]);
          const onMap = low.x > 4 && low.y > 4 && high.x < view.x - 4 && high.y < view.y - bar;
          if (onMap && this.free(box, placed, item.zone)) {
            this.line(at, { x: side > 0 ? box.left : box.right, y: spot.y });
            this.write(item, spot, size, true, placed, box, true);
            return;
          }
        }
      }
    }

    line(from, to) {
      const node = window.JagaZoneMap.element("div", "jaga-leader", this.pane);
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      const turn = Math.atan2(to.y - from.y, to.x - from.x);
      node.style.width = `${length}px`;
      node.style.transform = `translate(${from.x}px, ${from.y}px) rotate(${turn}rad)`;
    }

    write(item, at, size, strong, placed, box, outside = false) {
      const node = window.JagaZoneMap.element("div", strong ? "jaga-name strong" : "jaga-name", this.pane);
      size.lines.forEach((line) => { window.JagaZoneMap.element("span", "", node).textContent = line; });
      if (outside) node.classList.add("outside");
      else {
        this.boxes.set(item.index, box);
        node.style.setProperty("--halo", item.level.colour);
        node.style.color = item.level.ink;
      }
      node.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px) translate(-50%, -50%)`;
      placed.push(box);
    }
  }

  window.JagaLabels = Labels;
})();
