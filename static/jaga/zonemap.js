/* The zone map: polygons, patterns, hover card and clicks. Time lives in timebar.js, names in
   labels.js, responses in responses.js, what ties maps together in linked.js, what travels packed in
   packed.js. Everything from outside is written with textContent, never as HTML. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const UNCERTAIN = "cd"; /* marks of a contradicted and of a doubtful colour */
  const FADE_MS = 150;

  /* Each pattern is a list of SVG shapes on an 8 x 8 tile; `ink` comes from the level's own table. */
  const PATTERNS = {
    dots: { size: 7, shapes: [["circle", { cx: 2, cy: 2, r: 0.9 }, "#9a7b00"]] },
    lines: { size: 7, turn: 45, shapes: [["rect", { width: 1.6, height: 7 }, "#a83c08"]] },
    dense: { size: 4.5, turn: 45, shapes: [["rect", { width: 1.4, height: 4.5 }, "#ad3446"]] },
    cross: {
      size: 7,
      turn: 45,
      shapes: [["rect", { width: 1.1, height: 7 }, "#777"], ["rect", { width: 7, height: 1.1 }, "#777"]],
    },
    thin: { size: 6, turn: 45, shapes: [["rect", { width: 0.8, height: 6 }, "#b9b7ae"]] },
    sparse: { size: 12, shapes: [["circle", { cx: 3, cy: 3, r: 0.9 }, "#9aa3a8"]] },
    stale: { size: 8, turn: -45, shapes: [["rect", { width: 2.4, height: 8 }, "#b7c0c6"]] },
    hidden: {
      size: 8,
      shapes: [["rect", { x: 1, y: 1, width: 3, height: 3 }, "#a79bc4"], ["rect", { x: 5, y: 5, width: 3, height: 3 }, "#a79bc4"]],
    },
    "rt-kuning": { size: 15, shapes: [["circle", { cx: 7, cy: 7, r: 2.6 }, "#e3b90f"]] },
    "rt-oranye": { size: 15, shapes: [["circle", { cx: 7, cy: 7, r: 2.6 }, "#e8601c"]] },
    "rt-merah": { size: 15, shapes: [["circle", { cx: 7, cy: 7, r: 2.6 }, "#8a0f1f"]] },
    doubt: { size: 7, turn: 45, shapes: [["rect", { width: 1.3, height: 7 }, "rgba(255,255,255,.8)"]] },
  };

  function element(tag, className, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (parent) parent.appendChild(node);
    return node;
  }

  class ZoneMap {
    /* `geometry`: {bounds, zones: [{id, name, district, shape: [[ring, ...], ...], labels}]} */
    constructor(map, geometry) {
      this.map = map;
      this.zones = geometry.zones;
      this.bounds = geometry.bounds;
      this.layers = [];
      this.patterns = [];
      this.shown = null;
      this.touch = false;
      this.moved = false;
      this.quiet = 0;
      this.sent = 0;
      this.container = map.getContainer();
      this.container.classList.add("jaga-map");
      this.followTheme();
      this.followPointer();
      this.drawZones();
      this.card = element("div", "jaga-card", this.container);
      this.card.hidden = true;
      this.badge = element("div", "jaga-badge", this.container);
      this.badge.hidden = true;
      this.labels = new window.JagaLabels(this);
      this.responses = new window.JagaResponses(this);
      this.time = new window.JagaTimebar(this);
      this.link = new window.JagaLink(this);
      this.fitWhenResized();
      this.addHomeButton();
      map.on("click", () => this.hideCard());
    }

    drawZones() {
      const renderer = L.svg({ padding: 0.4 });
      const base = { renderer, fillOpacity: 1, className: "jaga-zone", weight: 1.6, lineJoin: "round" };
      this.zones.forEach((zone, index) => {
        zone.rings = zone.shape.map((polygon) => polygon.map(window.JagaPacked.line));
        const layer = L.polygon(zone.rings, base).addTo(this.map);
        layer.getElement().dataset.zone = zone.id;
        layer.on("mouseover mousemove", (event) => this.hover(index, event));
        layer.on("mouseout", () => this.leave());
        layer.on("click", (event) => this.press(index, event));
        this.layers.push(layer);
      });
      this.zones.forEach((zone) => {
        const options = { renderer, stroke: false, fillOpacity: 1, interactive: false, className: "jaga-pattern" };
        this.patterns.push(L.polygon(zone.rings, options).addTo(this.map));
      });
      const line = { renderer, fill: false, interactive: false };
      this.clusters = L.polygon([], { ...line, weight: 3, className: "jaga-cluster" }).addTo(this.map);
      this.ring = L.polygon([], { ...line, weight: 3.4, className: "jaga-ring" }).addTo(this.map);
      this.halo = L.polygon([], { ...line, weight: 2.4, className: "jaga-hover" }).addTo(this.map);
      this.defs = document.createElementNS(SVG, "defs");
      renderer._container.insertBefore(this.defs, renderer._container.firstChild);
      Object.entries(PATTERNS).forEach(([name, pattern]) => this.definePattern(name, pattern));
    }

    definePattern(name, pattern) {
      const node = document.createElementNS(SVG, "pattern");
      const turn = pattern.turn ? `rotate(${pattern.turn})` : "";
      const attributes = { id: `jaga-${name}`, width: pattern.size, height: pattern.size, patternUnits: "userSpaceOnUse", patternTransform: turn };
      Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
      pattern.shapes.forEach(([tag, shape, fill]) => {
        const child = document.createElementNS(SVG, tag);
        Object.entries({ ...shape, fill }).forEach(([key, value]) => child.setAttribute(key, value));
        node.appendChild(child);
      });
      this.defs.appendChild(node);
    }

    /* `view`: see payload() in geo/render/timeline.py, unpacked. */
    update(view) {
      this.view = view;
      this.shown = null;
      this.badge.textContent = view.badge || "";
      this.badge.hidden = !view.badge;
      this.name(view);
      this.link.join(view.link);
      this.responses.update(view);
      this.time.update(view);
      this.select(view.zone);
      this.addTiles(view.tiles);
      this.container.dataset.ready = view.hash;
    }

    /* Of several maps on a page each says what it shows, also as a frame. */
    name(view) {
      this.container.setAttribute("aria-label", view.label || view.words.map);
      if (view.label && window.frameElement) window.frameElement.title = view.label;
    }

    /* Outlines of clusters, on the day that they were found for. */
    outline() {
      const found = this.view.clusters;
      const today = this.shown === null ? null : this.view.days[this.shown];
      const shown = found && found.day === today ? found.areas : [];
      this.clusters.setLatLngs(shown.map((area) => area.map((ring) => [window.JagaPacked.line(ring)])));
    }

    /* Paint one day: only zones whose level or mark changed are touched. Where days follow faster
       than colours fade, they don't fade: each day is seen in its own colours, not in a mixture. */
    paint(position) {
      const time = performance.now();
      this.container.classList.toggle("jaga-fast", time - this.painted < FADE_MS);
      this.painted = time;
      const { codes, marks } = this.view;
      const now = codes[position];
      const doubts = marks[position];
      const before = this.shown === null ? null : codes[this.shown];
      const doubtsBefore = this.shown === null ? null : marks[this.shown];
      for (let index = 0; index < this.layers.length; index += 1) {
        if (before !== null && before[index] === now[index] && doubtsBefore[index] === doubts[index]) continue;
        this.fill(index, this.view.levels[now[index]], UNCERTAIN.includes(doubts[index]));
      }
      this.shown = position;
      this.outline();
      this.responses.paint(position);
      this.labels.schedule();
      if (!this.card.hidden) this.fillCard(this.cardZone);
    }

    fill(index, level, uncertain) {
      const path = this.layers[index].getElement();
      this.layers[index].options.fillColor = level.colour;
      path.setAttribute("fill", level.colour);
      path.dataset.level = level.key;
      const pattern = uncertain ? "doubt" : level.pattern;
      const over = pattern ? `url(#jaga-${pattern})` : "none";
      this.patterns[index].options.fillColor = over;
      this.patterns[index].getElement().setAttribute("fill", over);
    }

    /* A city without any day on record: outlines and names, no colour. */
    paintEmpty() {
      this.layers.forEach((_, index) => this.fill(index, this.view.levels[this.view.empty], false));
    }

    level(index) {
      if (this.shown === null) return this.view.levels[this.view.empty];
      return this.view.levels[this.view.codes[this.shown][index]];
    }

    select(zoneId) {
      const index = this.zones.findIndex((zone) => zone.id === zoneId);
      this.selected = index;
      this.ring.setLatLngs(index < 0 ? [] : this.zones[index].rings);
      this.ring.bringToFront();
    }

    hover(index, event) {
      if (this.touch) return;
      this.halo.setLatLngs(this.zones[index].rings);
      this.showCard(index, event.containerPoint);
    }

    leave() {
      if (this.touch) return;
      this.halo.setLatLngs([]);
      this.hideCard();
    }

    press(index, event) {
      L.DomEvent.stopPropagation(event);
      if (!this.touch) {
        this.open(index);
        return;
      }
      this.halo.setLatLngs(this.zones[index].rings);
      this.showCard(index, null);
    }

    open(index) {
      this.send({ event: "zone", zone: this.zones[index].id });
    }

    /* `number` tells apart two equal messages; Python acts on each message once. */
    send(message) {
      this.sent += 1;
      const number = `${Date.now()}-${this.sent}`;
      if (window.Streamlit) window.Streamlit.setComponentValue({ ...message, number });
    }

    showCard(index, at) {
      this.cardZone = index;
      if (at === null) this.responses.shut();
      this.fillCard(index);
      this.card.hidden = false;
      this.card.classList.toggle("pinned", at === null);
      if (at === null) {
        this.card.style.transform = "";
        return;
      }
      const size = this.map.getSize();
      const box = this.card.getBoundingClientRect();
      const x = at.x + 18 + box.width > size.x ? at.x - box.width - 14 : at.x + 18;
      const y = Math.max(8, Math.min(at.y + 14, size.y - box.height - 8));
      this.card.style.transform = `translate(${Math.max(8, x)}px, ${y}px)`;
    }

    hideCard() {
      this.card.hidden = true;
      if (this.touch) this.halo.setLatLngs([]);
    }

    fillCard(index) {
      const zone = this.zones[index];
      const { words } = this.view;
      const level = this.level(index);
      this.card.textContent = "";
      element("div", "jaga-card-name", this.card).textContent = zone.name;
      element("div", "jaga-card-place", this.card).textContent = zone.district;
      const row = element("div", "jaga-card-level", this.card);
      const chip = element("span", "jaga-chip", row);
      chip.textContent = level.letter;
      chip.style.background = level.colour;
      chip.style.color = level.ink;
      element("span", "", row).textContent = level.word;
      const mark = this.shown === null ? null : words.marks[this.view.marks[this.shown][index]];
      if (mark) element("div", "jaga-card-note", this.card).textContent = mark;
      const count = this.view.cases && this.shown !== null ? this.view.cases[index][this.shown] : null;
      if (count !== null && count !== undefined) {
        const line = words.cases.replace("{n}", this.number(count));
        element("div", "jaga-card-note", this.card).textContent = line;
      }
      this.responses.tell(index, this.card);
      if (this.view.badge) element("div", "jaga-card-badge", this.card).textContent = this.view.badge;
      if (this.touch) {
        const button = element("button", "jaga-open", this.card);
        button.type = "button";
        button.textContent = words.open;
        button.addEventListener("click", () => this.open(index));
      }
    }

    number(value) {
      return String(value).replace(/\B(?=(\d{3})+$)/g, this.view.words.group);
    }

    /* Streamlit writes the theme's colours into the frame's styles; dark is what has a dark paper. */
    followTheme() {
      const read = () => {
        const paper = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
        const hex = /^#([0-9a-f]{6})/i.exec(paper);
        const light = hex === null || parseInt(hex[1].slice(0, 2), 16) > 127;
        document.documentElement.dataset.theme = light ? "light" : "dark";
      };
      read();
      new MutationObserver(read).observe(document.head, { childList: true, subtree: true, characterData: true });
    }

    /* One finger scrolls the page, two move the map: it may not trap who scrolls past. A mouse drags
       it. Known at the pointer's first touch, before Leaflet hears of it. */
    followPointer() {
      this.container.addEventListener("pointerdown", (event) => {
        this.touch = event.pointerType === "touch";
        if (this.touch) this.map.dragging.disable();
        else this.map.dragging.enable();
      }, true);
      this.container.addEventListener("touchstart", (event) => {
        if (event.touches.length > 1) this.moved = true;
      }, { capture: true, passive: true });
    }

    fit() {
      const bar = this.time.height();
      const corner = [12 + this.responses.left(), 12 + this.responses.top()];
      const room = { paddingTopLeft: corner, paddingBottomRight: [12, bar + 20], animate: false };
      this.quietly(() => this.map.fitBounds(this.bounds, room));
    }

    /* Move the map without a word to those that are linked with it. */
    quietly(move) {
      this.quiet += 1;
      move();
      this.quiet -= 1;
    }

    fitWhenResized() {
      this.fit();
      this.map.on("dragstart", () => { this.moved = true; });
      this.container.addEventListener("wheel", (event) => { if (event.ctrlKey) this.moved = true; }, true);
      new ResizeObserver(() => {
        this.quietly(() => this.map.invalidateSize({ pan: false }));
        if (!this.moved) this.fit();
      }).observe(this.container);
    }

    addHomeButton() {
      const bar = this.map.zoomControl.getContainer();
      const home = element("a", "jaga-home", bar);
      home.href = "#";
      home.setAttribute("role", "button");
      home.textContent = "⌂";
      this.home = home;
      bar.addEventListener("click", () => { this.moved = true; }, true);
      L.DomEvent.disableClickPropagation(home);
      home.addEventListener("click", (event) => {
        event.preventDefault();
        this.goHome();
        this.link.tellHome();
      });
    }

    goHome() {
      this.moved = false;
      this.fit();
    }

    /* An optional background: gone for good at the first tile that can't be reached. */
    addTiles(template) {
      if (!template || this.tiles) return;
      this.tiles = L.tileLayer(template, { opacity: 0.6, maxZoom: 19 });
      this.tiles.once("tileerror", () => {
        this.tiles.remove();
        this.container.classList.remove("jaga-tiles");
      });
      this.tiles.once("load", () => this.container.classList.add("jaga-tiles"));
      this.tiles.addTo(this.map);
    }
  }

  window.JagaZoneMap = {
    element,
    ZoneMap,
    PATTERNS,
    mount(map, geometry) {
      window.jaga = new ZoneMap(map, geometry);
    },
    update(view) {
      if (window.jaga.view && window.jaga.view.hash === view.hash) {
        window.jaga.view.clusters = view.clusters;
        window.jaga.responses.update(view);
        window.jaga.name(view);
        window.jaga.link.join(view.link);
        window.jaga.time.open(view);
        window.jaga.outline();
        window.jaga.select(view.zone);
      } else {
        window.jaga.update(window.JagaPacked.view(view));
      }
    },
  };
})();
