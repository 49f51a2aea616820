/* Responses on the map: small marks over the zones of a day, never a second fill, and the outline
   of gaps: zones from red up, and those whose colour rose within a week, without an active response.
   Days run past without the server; only zones whose marks changed are touched. Payload: layer() in
   geo/render/response_layer.py. */
(function () {
  "use strict";

  const DAY_MS = 86400000;
  const WEEK = 7;
  const SHARE = 0.45; /* of a narrow map's height that the panel may take */
  const NARROW = 600; /* up to this width the panel is a sheet at the map's foot, as in responses.css */
  const STORE = "jaga-responses";
  const MOST = 2; /* badges at a zone; more are counted */
  const LINES = { touch: 3, mouse: 5 }; /* responses told on a card */
  const HEIGHT = { badge: 17, dots: 6, dot: 12 };
  const NOTHING = Object.freeze({ badges: [], ready: null, covered: false, size: "", face: "" });
  const SVG = "http://www.w3.org/2000/svg";

  const widthOf = (mark) => (mark.length > 2 ? 31 : 24);

  /* What a viewer chose, for this browser's session; where it may keep nothing, for this map. */
  const choice = {
    read() {
      try {
        return JSON.parse(window.sessionStorage.getItem(STORE)) || {};
      } catch {
        return {};
      }
    },
    keep(chosen) {
      try {
        window.sessionStorage.setItem(STORE, JSON.stringify(chosen));
      } catch {
        // A browser that keeps nothing: the choice holds while the map stands.
      }
    },
  };

  class Responses {
    constructor(owner) {
      this.owner = owner;
      this.map = owner.map;
      this.layer = null;
      this.pane = this.map.createPane("jaga-responses");
      this.pane.style.pointerEvents = "none";
      this.pane.style.zIndex = 460;
      this.pane.setAttribute("aria-hidden", "true");
      this.chosen = choice.read();
      this.forget();
    }

    /* Nothing is drawn and nothing known of any day. */
    forget() {
      this.pane.textContent = "";
      this.nodes = new Map();
      this.looks = null;
      this.drawn = [];
      this.slots = new Map();
      this.gapped = new Map();
      this.dots = new Map();
      (this.outlines || []).forEach((pair) => pair.forEach((line) => line.remove()));
      this.outlines = [];
    }

    get on() {
      const kept = this.chosen[`on-${this.opened}`];
      return this.layer !== null && (kept === undefined ? this.opened : kept);
    }

    hides(kind) {
      return (this.chosen.hidden || []).includes(this.layer.kinds[kind].key);
    }

    /* A payload has come; `responses` null: the page has none. */
    update(view) {
      const layer = view.responses || null;
      const hash = layer && `${layer.hash} ${layer.open} ${view.hash}`;
      if (hash === this.hash) return;
      this.hash = hash;
      const taken = this.taken();
      this.layer = layer;
      this.opened = Boolean(layer && layer.open);
      this.first = Date.parse(view.days[0]);
      this.days = view.days.map((day) => Math.round((Date.parse(day) - this.first) / DAY_MS));
      this.weekBefore = layer && this.comparable(layer.apart);
      this.forget();
      if (this.panel) this.panel.remove();
      this.panel = null;
      if (layer) this.panel = new window.JagaResponsePanel(this);
      if (this.taken() !== taken && !this.owner.moved) this.owner.fit();
      if (this.owner.shown !== null && this.owner.view.hash === view.hash) this.repaint();
    }

    /* For each of the map's days the position of the day a week before, where colours of the two can
       be compared; else undefined. */
    comparable(apart) {
      const positions = new Map(this.days.map((day, position) => [day, position]));
      return this.days.map((day) => (apart.includes(day) ? undefined : positions.get(day - WEEK)));
    }

    /* The viewer chose something else. */
    choose(changes) {
      this.chosen = { ...this.chosen, ...changes };
      choice.keep(this.chosen);
      this.repaint();
      this.panel.write();
      this.panel.settle();
      this.owner.labels.schedule(0);
    }

    repaint() {
      this.forget();
      if (this.owner.shown !== null) this.paint(this.owner.shown);
    }

    paint(position) {
      if (!this.on) return;
      if (this.looks === null) this.looks = this.layer.zones.map((lines) => this.follow(lines));
      const codes = this.owner.view.codes[position];
      const before = this.owner.view.codes[this.weekBefore[position]];
      this.looks.forEach((days, index) => {
        const look = days ? days[position] : NOTHING;
        if (this.drawn[index] !== look) {
          this.drawn[index] = look;
          this.draw(index, look);
        }
        if (this.dots.has(index) && this.dots.get(index) !== codes[index]) this.ground(index);
        const gap = this.chosen.gaps && !look.covered ? this.asks(codes[index], before && before[index]) : undefined;
        if (gap !== this.gapped.get(index)) this.outline(index, gap);
      });
      this.panel.count();
    }

    /* Why a zone of this level asks for a response, as geo/gaps.py says it; undefined where it
       doesn't. A zone without a level on one of the two days has not risen. */
    asks(code, before) {
      if (this.layer.severe.includes(code)) return "severe";
      const was = before === undefined ? -1 : this.layer.scale.indexOf(before);
      return was >= 0 && this.layer.scale.indexOf(code) > was ? "rising" : undefined;
    }

    /* True where some zone has a level on the painted day and a week before: else nobody can say which
       rose. */
    compared() {
      const { codes } = this.owner.view;
      const now = codes[this.owner.shown];
      const before = codes[this.weekBefore[this.owner.shown]];
      const known = (code) => this.layer.scale.includes(code);
      return Boolean(before) && [...now].some((code, index) => known(code) && known(before[index]));
    }

    /* A dot is drawn in the ink that reads on its zone's colour. */
    ground(index) {
      const { view, shown } = this.owner;
      const code = view.codes[shown][index];
      const { style } = this.nodes.get(index);
      this.dots.set(index, code);
      style.setProperty("--ground", view.levels[code].colour);
      style.setProperty("--dot", view.levels[code].ink);
    }

    /* Dashes on a plain line, so that they read on every colour, and once where two gaps meet. A
       zone's pair is made when it is first needed. */
    outline(index, gap) {
      if (gap) this.gapped.set(index, gap);
      else this.gapped.delete(index);
      if (!this.outlines[index]) {
        const { renderer } = this.owner.layers[index].options;
        const base = { renderer, fill: false, interactive: false, lineJoin: "round" };
        this.outlines[index] = ["jaga-gap-under", "jaga-gap"].map((className) => (
          L.polygon(this.owner.zones[index].rings, { ...base, className }).addTo(this.map)
        ));
        this.outlines[index][1].getElement().dataset.zone = this.owner.zones[index].id;
        [this.owner.clusters, this.owner.ring, this.owner.halo].forEach((line) => line.bringToFront());
      }
      this.outlines[index].forEach((line) => {
        line.getElement().style.visibility = gap ? "" : "hidden"; /* cheaper than to leave the drawing */
        if (gap) line.getElement().classList.toggle("rising", gap === "rising");
      });
    }

    /* A zone's look on each of the map's days; equal neighbours are one and the same object. */
    follow(lines) {
      if (!lines.length) return null;
      const turns = new Set();
      lines.forEach(([, , , spans, looks]) => {
        spans.forEach(([from, to]) => { turns.add(from); if (to !== null) turns.add(to + 1); });
        looks.forEach(([day]) => turns.add(day));
      });
      const ordered = [...turns, Infinity].sort((a, b) => a - b);
      const found = [];
      ordered.forEach((turn) => {
        let look = null;
        while (found.length < this.days.length && this.days[found.length] < turn) {
          look = look || this.look(lines, this.days[found.length]);
          found.push(look);
        }
      });
      return found;
    }

    /* What a zone shows on a day: kinds by mark, active ones first. `covered` and with it the gaps
       know every kind, also those that are not shown. */
    look(lines, day) {
      const kinds = new Map();
      let covered = false;
      let ready = null;
      lines.forEach(([kind, , , spans, looks]) => {
        const span = spans.find(([from, to]) => from <= day && (to === null || day <= to));
        if (!span) return;
        covered = covered || span[2] === 1;
        if (this.hides(kind)) return;
        kinds.set(kind, kinds.get(kind) || span[2] === 1);
        const found = this.lookedAt(looks, day);
        if (found) ready = ready === null ? found[1] : Math.min(ready, found[1] ?? ready);
      });
      const badges = [...kinds].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      if (!badges.length && !covered) return NOTHING;
      const size = badges.map(([kind]) => widthOf(this.layer.kinds[kind].mark)).join();
      return { badges, ready, covered, size: `${size} ${ready !== null}`, face: JSON.stringify([badges, ready]) };
    }

    /* The last look at a Kampung Siaga up to a day. */
    lookedAt(looks, day) {
      return looks.filter(([at]) => at <= day).pop();
    }

    draw(index, look) {
      let node = this.nodes.get(index);
      if (!look.badges.length) {
        if (node) node.hidden = true;
        return;
      }
      if (!node) {
        node = window.JagaZoneMap.element("div", "jaga-marks", this.pane);
        node.dataset.zone = this.owner.zones[index].id;
        this.nodes.set(index, node);
      }
      const slot = this.slot(index, look);
      node.hidden = false;
      const at = `translate(${Math.round(slot.x)}px, ${Math.round(slot.y)}px) translate(-50%, -50%)`;
      if (node.at !== at) {
        node.at = at;
        node.style.transform = at;
      }
      const face = `${look.face} ${slot.count} ${slot.ready}`;
      if (node.face === face) return;
      node.face = face;
      node.textContent = "";
      this.dots.delete(index);
      if (slot.dot) this.dot(index, node, look);
      else this.badges(node, look, slot);
    }

    dot(index, node, look) {
      const active = look.badges.some(([, known]) => known);
      window.JagaZoneMap.element("i", active ? "jaga-mark-dot" : "jaga-mark-dot unconfirmed", node);
      this.ground(index);
    }

    badges(node, look, slot) {
      const row = window.JagaZoneMap.element("div", "jaga-marks-row", node);
      look.badges.slice(0, slot.count).forEach(([kind, active]) => this.badge(row, kind, active));
      const more = look.badges.length - slot.count;
      if (more > 0) window.JagaZoneMap.element("span", "jaga-mark-more", row).textContent = `+${more}`;
      if (slot.ready) this.ready(node, look.ready);
    }

    badge(parent, kind, active) {
      const { mark, key } = this.layer.kinds[kind];
      const node = window.JagaZoneMap.element("span", active ? "jaga-mark" : "jaga-mark unconfirmed", parent);
      node.dataset.kind = key;
      node.textContent = mark;
    }

    ready(parent, count) {
      const dots = window.JagaZoneMap.element("div", "jaga-ready", parent);
      for (let n = 0; n < this.layer.siaga; n += 1) {
        window.JagaZoneMap.element("i", n < count ? "filled" : "", dots);
      }
    }

    /* Where a zone's marks stand: below its name or, where it has none, at its heart; as many as
       fit inside, else a dot. Kept until names are placed anew. */
    slot(index, look) {
      const key = `${index} ${look.size}`;
      if (!this.slots.has(key)) this.slots.set(key, this.place(index, look));
      return this.slots.get(key);
    }

    place(index, look) {
      const { labels, zones, layers } = this.owner;
      const rings = layers[index]._rings; /* as Leaflet has drawn them */
      const name = labels.boxes.get(index);
      const hearts = zones[index].labels.map((at) => this.map.latLngToLayerPoint(at));
      const spots = (height) => {
        if (!name) return hearts;
        const x = (name.left + name.right) / 2;
        return [L.point(x, name.bottom + height / 2), L.point(x, name.top - height / 2)];
      };
      const slot = this.choices(look).map((size) => {
        const at = spots(size.height).find((spot) => labels.fits(spot, size, rings));
        return at && { ...size, x: at.x, y: at.y };
      }).find(Boolean);
      const around = spots(HEIGHT.dot);
      const small = { width: HEIGHT.dot, height: HEIGHT.dot };
      const { x, y } = around.find((spot) => labels.fits(spot, small, rings)) || around[0];
      return slot || { dot: true, x, y };
    }

    /* From the most telling size to the smallest. */
    choices(look) {
      const most = Math.min(MOST, look.badges.length);
      const counts = most > 1 ? [most, 1] : [1];
      return counts.flatMap((count) => {
        const marks = look.badges.slice(0, count).map(([kind]) => widthOf(this.layer.kinds[kind].mark));
        const rest = look.badges.length > count ? 22 : 0;
        const width = marks.reduce((sum, one) => sum + one + 2, rest);
        const plain = { count, width, height: HEIGHT.badge, ready: false };
        if (look.ready === null) return [plain];
        return [{ ...plain, height: HEIGHT.badge + HEIGHT.dots, ready: true }, plain];
      });
    }

    /* Names were placed anew: marks go where names leave room. */
    settle() {
      this.slots.clear();
      if (this.on) this.drawn.forEach((look, index) => { if (look.badges.length) this.draw(index, look); });
    }

    /* So many pixels a zone's name moves up to leave room for marks. */
    room(index) {
      const look = this.on ? this.drawn[index] : null;
      if (!look || !look.badges.length) return 0;
      return (HEIGHT.badge + (look.ready === null ? 0 : HEIGHT.dots)) / 2;
    }

    /* The day's responses of a zone on its card. */
    tell(index, card) {
      if (!this.on || this.owner.shown === null) return;
      const { element } = window.JagaZoneMap;
      const { words, zones } = this.layer;
      const day = this.days[this.owner.shown];
      const said = zones[index].map((line) => this.sentence(line, day)).filter(Boolean);
      const list = element("ul", "jaga-card-responses", card);
      said.sort((a, b) => b.active - a.active);
      const most = this.owner.touch ? LINES.touch : LINES.mouse;
      said.slice(0, most).forEach((line) => {
        const item = element("li", "", list);
        this.badge(item, line.kind, line.active);
        element("span", "", item).textContent = line.words;
      });
      const more = said.length - most;
      if (more > 0) element("li", "", list).textContent = words.rest.replace("{n}", this.owner.number(more));
      if (!zones[index].some(([, , , spans]) => this.at(spans, day) >= 0)) element("li", "", list).textContent = words.nothing;
      if (!list.children.length) list.remove();
    }

    at(spans, day) {
      return spans.findIndex(([from, to]) => from <= day && (to === null || day <= to));
    }

    sentence([kind, invented, where, spans, looks], day) {
      const at = this.at(spans, day);
      if (at < 0 || this.hides(kind)) return null;
      const { words, kinds, siaga } = this.layer;
      const active = spans[at][2] === 1;
      let begun = at;
      while (active && begun > 0 && spans[begun - 1][1] + 1 === spans[begun][0]) begun -= 1;
      const name = where ? `${kinds[kind].name} (${where})` : kinds[kind].name;
      const fill = { name, day: this.date(spans[begun][0]), total: siaga };
      const parts = [this.fill(active ? words.since : words.since_unconfirmed, fill)];
      if (kinds[kind].key === "kampung") {
        const found = this.lookedAt(looks, day);
        if (!found) parts.push(words.unchecked);
        else parts.push(found[1] === null ? words.old : this.fill(words.ready, { n: found[1], total: siaga }));
      }
      if (invented) parts.push(words.simulated);
      return { kind, active, words: parts.join(", ") };
    }

    fill(words, values) {
      return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
    }

    date(offset) {
      const at = new Date(this.first + offset * DAY_MS);
      return `${at.getUTCDate()} ${this.owner.view.names.short[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
    }

    /* Pixels that the button takes from a narrow map's top, where zones can't pass beside it. */
    top() {
      return this.layer && this.map.getSize().x < 480 ? 28 : 0;
    }

    shut() {
      if (this.panel) this.panel.show(false);
    }

    /* Pixels that the open panel takes from the map's left. A narrow map keeps its size under the
       sheet at its foot: what would be left above is too low for a city. */
    left() {
      const { root, sheet } = this.panel || {};
      return !sheet || sheet.hidden || this.narrow() ? 0 : root.offsetLeft + sheet.offsetWidth;
    }

    /* What is not left to the map, to be compared. */
    taken() {
      return `${this.top()} ${this.left()}`;
    }

    narrow() {
      return this.map.getSize().x <= NARROW;
    }
  }

  /* The button in the map's corner, and what can be chosen. */
  class Panel {
    constructor(of) {
      this.of = of;
      this.build();
      this.write();
      this.away = () => this.show(false);
      this.resized = () => this.size();
      this.taken = of.taken();
      this.watch = new ResizeObserver(this.resized);
      this.watch.observe(of.owner.time.bar);
      of.map.on("click", this.away);
      of.map.on("resize", this.resized);
    }

    remove() {
      this.of.map.off("click", this.away);
      this.of.map.off("resize", this.resized);
      this.watch.disconnect();
      this.control.remove();
    }

    build() {
      const { element } = window.JagaZoneMap;
      const { words } = this.of.layer;
      this.root = element("div", "jaga-responses leaflet-control");
      this.toggle = this.button("jaga-responses-toggle", words.button, this.root);
      this.toggle.addEventListener("click", () => this.press());
      this.more = this.button("jaga-responses-more", "", this.root);
      this.more.addEventListener("click", () => this.show(this.sheet.hidden));
      this.sheet = element("div", "jaga-responses-sheet", this.root);
      this.sheet.id = "jaga-responses-sheet";
      this.sheet.hidden = true;
      this.sheet.setAttribute("role", "group");
      this.sheet.setAttribute("aria-label", words.panel);
      this.more.setAttribute("aria-controls", this.sheet.id);
      this.buildGaps(words);
      this.buildLegend(words);
      this.buildKinds(words);
      /* Keys of the panel are not the time bar's: space ticks a box, arrows scroll. */
      this.root.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !this.sheet.hidden) {
          this.show(false);
          this.more.focus();
        }
        if (this.sheet.contains(event.target)) event.stopPropagation();
      });
      L.DomEvent.disableClickPropagation(this.root);
      L.DomEvent.disableScrollPropagation(this.root);
      const Corner = L.Control.extend({ options: { position: "topleft" }, onAdd: () => this.root });
      this.control = new Corner().addTo(this.of.map);
    }

    button(className, words, parent) {
      const node = window.JagaZoneMap.element("button", className, parent);
      node.type = "button";
      node.textContent = words;
      return node;
    }

    buildKinds(words) {
      const { element } = window.JagaZoneMap;
      const head = element("div", "jaga-responses-head", this.sheet);
      element("b", "", head).textContent = words.kinds;
      this.button("jaga-responses-word", words.all, head).addEventListener("click", () => this.of.choose({ hidden: [] }));
      const all = this.of.layer.kinds.map((kind) => kind.key);
      this.button("jaga-responses-word", words.none, head).addEventListener("click", () => this.of.choose({ hidden: all }));
      this.boxes = this.of.layer.kinds.map((kind, index) => {
        const box = this.row("jaga-responses-kind", (label) => {
          this.of.badge(label, index, true);
          element("span", "", label).textContent = kind.name;
        });
        box.addEventListener("change", () => this.filter(kind.key, box.checked));
        return box;
      });
    }

    buildGaps(words) {
      const { element } = window.JagaZoneMap;
      this.gaps = this.row("jaga-responses-gaps", (label) => {
        const said = element("span", "", label);
        element("b", "", said).textContent = words.gaps;
        said.append(`: ${words.gaps_about}`);
      });
      this.gaps.setAttribute("role", "switch");
      this.gaps.addEventListener("change", () => this.of.choose({ gaps: this.gaps.checked }));
      this.reasons = element("ul", "jaga-responses-reasons", this.sheet);
      this.counts = ["severe", "rising"].map((reason) => {
        const item = element("li", "", this.reasons);
        this.sample(item, reason);
        return [reason, element("span", "", item)];
      });
    }

    /* How many zones of the painted day are outlined, and why. */
    count() {
      const { gapped, layer, owner } = this.of;
      if (this.sheet.hidden || !this.of.chosen.gaps) return;
      const found = [...gapped.values()];
      const compared = this.of.compared();
      this.counts.forEach(([reason, node]) => {
        const told = reason === "severe" || compared;
        const n = owner.number(found.filter((one) => one === reason).length);
        const said = this.of.fill(layer.words[told ? `gaps_${reason}` : "gaps_unknown"], { n });
        if (node.textContent !== said) node.textContent = said;
      });
    }

    row(className, fill) {
      const { element } = window.JagaZoneMap;
      const label = element("label", className, this.sheet);
      const box = element("input", "", label);
      box.type = "checkbox";
      fill(label);
      return box;
    }

    /* A piece of the outline, as it is drawn. */
    sample(parent, reason) {
      const drawing = document.createElementNS(SVG, "svg");
      drawing.setAttribute("class", "jaga-responses-sample");
      drawing.setAttribute("viewBox", "0 0 34 21");
      drawing.setAttribute("aria-hidden", "true");
      ["jaga-gap-under", "jaga-gap"].forEach((className) => {
        const shape = document.createElementNS(SVG, "path");
        shape.setAttribute("d", "M4 4 L27 3 L30 17 L6 18 Z");
        shape.setAttribute("class", `${className} ${reason}`);
        drawing.appendChild(shape);
      });
      parent.appendChild(drawing);
    }

    buildLegend(words) {
      const { element } = window.JagaZoneMap;
      const list = element("ul", "jaga-responses-legend", this.sheet);
      list.setAttribute("aria-label", words.legend);
      const line = (draw, said) => {
        const item = element("li", "", list);
        draw(element("span", "jaga-responses-sign", item));
        element("span", "", item).textContent = said;
      };
      const both = (active) => (sign) => {
        this.of.badge(sign, 0, active);
        element("i", active ? "jaga-mark-dot" : "jaga-mark-dot unconfirmed", sign);
      };
      line(both(true), words.legend_active);
      line(both(false), words.legend_unconfirmed);
      line(() => {}, words.legend_dot);
      const looked = this.of.layer.zones.some((lines) => lines.some(([, , , , looks]) => looks.length));
      if (looked) line((sign) => this.of.ready(sign, 3), words.legend_ready);
    }

    filter(key, shown) {
      const hidden = (this.of.chosen.hidden || []).filter((one) => one !== key);
      this.of.choose({ hidden: shown ? hidden : [...hidden, key] });
    }

    press() {
      const on = !this.of.on;
      this.of.choose({ [`on-${this.of.opened}`]: on });
      this.show(on);
    }

    show(open) {
      const shown = open && this.of.on;
      const changed = this.sheet.hidden === shown;
      this.sheet.hidden = !shown;
      this.write();
      if (shown) this.sheet.scrollTop = 0;
      if (changed) this.settle();
    }

    /* The sheet took another size: the map keeps to what is left, unless the viewer moved it. */
    settle() {
      const { owner } = this.of;
      this.size();
      const taken = this.of.taken();
      if (taken === this.taken) return;
      this.taken = taken;
      if (!owner.moved) owner.fit();
    }

    /* As high as there is room, and no line of it cut in two. */
    size() {
      if (this.sheet.hidden) return;
      const { map, owner } = this.of;
      const { style } = this.sheet;
      const bar = owner.time.height();
      const below = map.getSize().y - this.root.offsetTop - this.root.offsetHeight - bar - 34;
      const most = this.of.narrow() ? Math.min(SHARE * map.getSize().y, below) : Math.max(120, below);
      const { scrollTop } = this.sheet;
      style.bottom = this.of.narrow() ? `${bar + 14}px` : "";
      style.maxHeight = "none";
      const { top } = this.sheet.getBoundingClientRect();
      const ends = [...this.sheet.querySelectorAll("label, li, .jaga-responses-head")]
        .map((row) => row.getBoundingClientRect().bottom - top);
      const whole = ends.filter((end) => end <= most).pop();
      const cut = this.sheet.offsetHeight > most;
      style.maxHeight = `${Math.floor(cut && whole ? Math.min(whole + 4, most) : most)}px`;
      this.sheet.classList.toggle("more", cut);
      this.sheet.scrollTop = scrollTop;
    }

    write() {
      const { of } = this;
      this.root.classList.toggle("on", of.on);
      this.toggle.setAttribute("aria-pressed", String(of.on));
      this.more.hidden = !of.on;
      const open = !this.sheet.hidden;
      this.more.setAttribute("aria-expanded", String(open));
      this.more.setAttribute("aria-label", open ? of.layer.words.close : of.layer.words.options);
      this.boxes.forEach((box, kind) => { box.checked = !of.hides(kind); });
      this.gaps.checked = Boolean(of.chosen.gaps);
      this.reasons.hidden = !of.chosen.gaps;
      this.count();
    }
  }

  window.JagaResponses = Responses;
  window.JagaResponsePanel = Panel;
})();
