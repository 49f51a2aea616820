/* The overview's map: many cities on one sheet, each kelurahan in its own colour, on a canvas. What
   it has in common with the map of one city it takes from zonemap.js; its payload is made by
   geo/render/overview_map.py. Everything from outside is written with textContent, never as HTML. */
(function () {
  "use strict";

  const { element, ZoneMap, PATTERNS } = window.JagaZoneMap;
  const SHARED = ["followTheme", "followPointer", "send", "quietly", "fitWhenResized", "addHomeButton", "goHome"];
  const PATTERN_PX = 22; /* a kelurahan of this width shows its pattern */
  const NAMED_PX = 44; /* an area of this width may carry its name */
  const SHIFTS = [0, -20, 20]; /* pixels by which a name gives way to another */

  /* A pattern of the map of one city as a tile for a canvas, over the level's own colour. */
  function tile(level) {
    const scale = Math.max(1, Math.round(window.devicePixelRatio || 1));
    const pattern = PATTERNS[level.pattern];
    if (!pattern) return level.colour;
    const size = pattern.size;
    const canvas = document.createElement("canvas");
    /* Slanted lines repeat along both edges of a tile that is longer by the slant. */
    const side = pattern.turn ? size * Math.SQRT2 : size;
    canvas.width = canvas.height = Math.round(side * scale);
    const ink = canvas.getContext("2d");
    ink.fillStyle = level.colour;
    ink.fillRect(0, 0, canvas.width, canvas.height);
    ink.scale(canvas.width / side, canvas.height / side);
    if (pattern.turn) ink.rotate((pattern.turn * Math.PI) / 180);
    const reach = pattern.turn ? 3 : 0;
    for (let row = -reach; row <= reach; row += 1) {
      for (let column = -reach; column <= reach; column += 1) {
        pattern.shapes.forEach(([kind, shape, fill]) => {
          ink.fillStyle = fill;
          const x = column * size;
          const y = row * size;
          if (kind === "rect") {
            ink.fillRect(x + (shape.x || 0), y + (shape.y || 0), shape.width, shape.height);
          } else {
            ink.beginPath();
            ink.arc(x + shape.cx, y + shape.cy, shape.r, 0, 2 * Math.PI);
            ink.fill();
          }
        });
      }
    }
    const made = ink.createPattern(canvas, "repeat");
    made.setTransform(new DOMMatrix().scale(side / canvas.width));
    return made;
  }

  class Overview {
    constructor(map) {
      this.map = map;
      this.sent = 0;
      this.quiet = 0;
      this.moved = false;
      this.touch = false;
      this.layers = [];
      this.names = [];
      this.link = { tellHome() {} };
      this.container = map.getContainer();
      this.container.classList.add("jaga-map", "jaga-overview");
      this.renderer = L.canvas({ padding: 0.3 });
      this.followTheme();
      this.followPointer();
      this.card = element("div", "jaga-card", this.container);
      this.card.hidden = true;
      this.badge = element("div", "jaga-badge", this.container);
      this.badge.hidden = true;
      map.setMinZoom(-6);
      map.setMaxZoom(2.5);
      map.setView([0, 0], -2, { animate: false });
      this.bounds = [[0, 0], [0, 0]];
      this.fitWhenResized();
      this.addHomeButton();
      map.on("click", () => this.hideCard());
      map.on("zoomend", () => this.fitted());
      document.fonts.addEventListener("loadingdone", () => this.sortNames());
      new MutationObserver(() => this.paint()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    }

    update(view) {
      if (this.view && this.view.hash === view.hash) return;
      const stays = this.view && this.view.opens === view.opens && this.view.label === view.label;
      this.view = view;
      this.hideCard();
      this.unpack(view);
      this.container.setAttribute("aria-label", view.label);
      this.container.setAttribute("role", "group");
      if (window.frameElement) window.frameElement.title = view.label;
      this.home.setAttribute("aria-label", view.words.home);
      this.home.title = view.words.home;
      this.badge.textContent = view.badge;
      this.badge.hidden = !view.badge;
      this.layers.forEach((layer) => layer.remove());
      this.layers = this.zones.map((zone) => this.draw(zone));
      this.lines = [this.line(this.edges.district), this.line(this.edges.city)];
      this.layers.push(...this.lines);
      this.halo = L.polygon([], { renderer: this.renderer, fill: false, interactive: false }).addTo(this.map);
      this.layers.push(this.halo);
      this.addNames();
      if (!stays) this.moved = false;
      if (!this.moved) this.fit();
      this.fitted();
      this.container.dataset.ready = view.hash;
    }

    /* Zones with their corners, the box around all of them, and the lines between areas. */
    unpack(view) {
      this.zones = view.zones.map(([short, name, district, shape], index) => {
        const [code, , city] = view.districts[district];
        const rings = shape.map((polygon) => polygon.map((ring) => this.corners(ring)));
        return { id: `${code}.${short}`, name, district, city, rings, level: view.levels[view.codes[index]] || null };
      });
      this.edges = this.findEdges();
      this.zones.forEach((zone) => { zone.rings = zone.rings.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => [-y, x]))); });
      this.bounds = L.latLngBounds(this.zones.flatMap((zone) => zone.rings.flatMap((polygon) => polygon[0])));
      view.panels.forEach(([x, y]) => this.bounds.extend([-y + view.name_high, x]));
    }

    corners(text) {
      const numbers = window.JagaPacked.steps(text);
      const points = [];
      let x = 0;
      let y = 0;
      for (let index = 0; index < numbers.length; index += 2) {
        x += numbers[index];
        y += numbers[index + 1];
        points.push([x, y]);
      }
      return points;
    }

    /* A side that two zones share divides nothing, kecamatan or kota; one without a partner is an
       outer edge. Sides are told by their corners, which are whole numbers. */
    findEdges() {
      const owners = new Map();
      this.zones.forEach((zone, index) => {
        zone.rings.forEach((polygon) => polygon.forEach((ring) => ring.forEach((from, at) => {
          const to = ring[(at + 1) % ring.length];
          const a = from[0] * 8192 + from[1];
          const b = to[0] * 8192 + to[1];
          const key = a < b ? a * 67108864 + b : b * 67108864 + a;
          const known = owners.get(key);
          if (known) known.other = index;
          else owners.set(key, { from, to, index, other: -1 });
        })));
      });
      const edges = { district: [], city: [] };
      owners.forEach(({ from, to, index, other }) => {
        const side = [[-from[1], from[0]], [-to[1], to[0]]];
        const one = this.zones[index];
        const two = other < 0 ? null : this.zones[other];
        if (two === null || one.city !== two.city) edges.city.push(side);
        else if (one.district !== two.district) edges.district.push(side);
      });
      return edges;
    }

    draw(zone) {
      const layer = L.polygon(zone.rings, { renderer: this.renderer, smoothFactor: 0, fillOpacity: 1, weight: 1 }).addTo(this.map);
      layer.on("mouseover mousemove", (event) => this.hover(zone, event));
      layer.on("mouseout", () => { if (!this.touch) this.hideCard(); });
      layer.on("click", (event) => this.press(zone, event));
      return layer;
    }

    line(sides) {
      return L.polyline(sides, { renderer: this.renderer, smoothFactor: 0, interactive: false }).addTo(this.map);
    }

    /* After every change of scale: patterns where they can be seen, lines as strong as fits. */
    fitted() {
      if (!this.view) return;
      const widths = this.zones.map((zone, index) => this.width(this.layers[index])).sort((a, b) => a - b);
      this.typical = widths[Math.floor(widths.length / 2)] || 0;
      this.paint();
      this.sortNames();
    }

    width(layer) {
      const box = layer.getBounds();
      return (box.getEast() - box.getWest()) * this.map.getZoomScale(this.map.getZoom(), 0);
    }

    /* Colours of the theme and of the levels, on all that is drawn. */
    paint() {
      if (!this.view) return;
      const style = getComputedStyle(document.documentElement);
      const of = (name) => style.getPropertyValue(name).trim();
      const near = this.typical >= PATTERN_PX;
      const tiles = {};
      const borders = { weight: this.typical >= 12 ? Math.min(1.4, this.typical / 24) : 0.5 };
      this.container.dataset.patterns = near ? "on" : "off";
      this.zones.forEach((zone, index) => {
        const { level } = zone;
        const layer = this.layers[index];
        if (level === null) {
          layer.setStyle({ ...borders, fillColor: of("--water"), color: of("--track") });
          return;
        }
        if (near && !tiles[level.letter]) tiles[level.letter] = tile(level);
        const line = borders.weight > 0.5 ? of("--border") : level.colour;
        layer.setStyle({ ...borders, fillColor: near ? tiles[level.letter] : level.colour, color: line });
      });
      const [district, city] = this.lines;
      district.setStyle({ color: of("--ink"), opacity: 0.8, weight: this.typical >= 12 ? 1.4 : 0.6 });
      city.setStyle({ color: of("--ink"), opacity: 1, weight: this.typical >= 12 ? 2 : 1.2 });
      this.halo.setStyle({ color: of("--ink"), weight: 2.4 });
    }

    /* The names of the panels, or of the areas that a press opens. */
    addNames() {
      this.names.forEach((name) => name.marker.remove());
      const { panels, opens, districts, cities } = this.view;
      if (panels.length) {
        this.names = panels.map(([x, y, said]) => this.name(L.latLng(-y, x), said, Infinity));
        return;
      }
      const boxes = new Map();
      this.zones.forEach((zone, index) => {
        const key = { kota: zone.city, kecamatan: zone.district, kelurahan: index }[opens];
        const box = boxes.get(key) || L.latLngBounds([]);
        boxes.set(key, box.extend(this.layers[index].getBounds()));
      });
      const named = { kota: (key) => cities[key][1], kecamatan: (key) => districts[key][1], kelurahan: (key) => this.zones[key].name };
      this.names = [...boxes].map(([key, box]) => {
        const at = opens === "kelurahan" ? this.layers[key].getCenter() : box.getCenter();
        return this.name(at, named[opens](key), box.getEast() - box.getWest());
      });
    }

    name(at, said, wide) {
      const box = element("div", "jaga-area");
      element("span", wide === Infinity ? "panel" : "", box).textContent = said;
      const icon = L.divIcon({ html: box, className: "", iconSize: [0, 0] });
      const marker = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(this.map);
      return { marker, wide, box };
    }

    /* Of names that would lie on each other the one of the wider area stays. */
    sortNames() {
      const kept = [];
      const scale = this.map.getZoomScale(this.map.getZoom(), 0);
      [...this.names].sort((a, b) => b.wide - a.wide).forEach(({ box, wide }) => {
        box.hidden = false;
        box.style.marginTop = "0px";
        const { left, right, top, bottom } = box.firstChild.getBoundingClientRect();
        const apart = (dy) => kept.every((other) => right < other.left || left > other.right || bottom + dy < other.top || top + dy > other.bottom);
        const dy = wide * scale >= NAMED_PX ? SHIFTS.find(apart) : undefined;
        box.hidden = dy === undefined;
        if (box.hidden) return;
        box.style.marginTop = `${dy}px`;
        kept.push({ left, right, top: top + dy, bottom: bottom + dy });
      });
    }

    hover(zone, event) {
      if (this.touch) return;
      this.show(zone, event.containerPoint);
    }

    press(zone, event) {
      L.DomEvent.stopPropagation(event);
      if (this.touch) this.show(zone, null);
      else this.open(zone);
    }

    open(zone) {
      const { opens, districts, cities } = this.view;
      const code = { kota: cities[zone.city][0], kecamatan: districts[zone.district][0], kelurahan: zone.id }[opens];
      this.send({ event: opens, code });
    }

    show(zone, at) {
      this.halo.setLatLngs(zone.rings);
      this.fill(zone, at === null);
      this.card.hidden = false;
      this.card.classList.toggle("pinned", at === null);
      this.card.style.transform = "";
      if (at === null) return;
      const size = this.map.getSize();
      const box = this.card.getBoundingClientRect();
      const x = at.x + 18 + box.width > size.x ? at.x - box.width - 14 : at.x + 18;
      const y = Math.max(8, Math.min(at.y + 14, size.y - box.height - 8));
      this.card.style.transform = `translate(${Math.max(8, x)}px, ${y}px)`;
    }

    hideCard() {
      this.card.hidden = true;
      if (this.halo) this.halo.setLatLngs([]);
    }

    fill(zone, pinned) {
      const [, city, simulated, why] = this.view.cities[zone.city];
      this.card.textContent = "";
      element("div", "jaga-card-name", this.card).textContent = zone.name;
      const place = [this.view.districts[zone.district][1], city].filter(Boolean).join(" · ");
      element("div", "jaga-card-place", this.card).textContent = place;
      if (zone.level) {
        const row = element("div", "jaga-card-level", this.card);
        const chip = element("span", "jaga-chip", row);
        chip.textContent = zone.level.letter;
        chip.style.background = zone.level.colour;
        chip.style.color = zone.level.ink;
        element("span", "", row).textContent = zone.level.word;
      } else {
        element("div", "jaga-card-note", this.card).textContent = why || this.view.words.unasked;
      }
      if (simulated) element("div", "jaga-card-badge", this.card).textContent = this.view.mark;
      if (!pinned) return;
      const button = element("button", "jaga-open", this.card);
      button.type = "button";
      button.textContent = this.view.words.open;
      button.addEventListener("click", () => this.open(zone));
    }

    fit() {
      if (!this.view) return;
      const top = this.badge.hidden ? 14 : this.badge.offsetTop + this.badge.offsetHeight + 10;
      const room = { paddingTopLeft: [14, top], paddingBottomRight: [14, 14], animate: false };
      this.quietly(() => this.map.fitBounds(this.bounds, room));
    }
  }

  SHARED.forEach((name) => { Overview.prototype[name] = ZoneMap.prototype[name]; });

  window.JagaOverview = {
    mount(map) {
      window.jaga = new Overview(map);
    },
    update(view) {
      window.jaga.update(view);
    },
  };
})();
