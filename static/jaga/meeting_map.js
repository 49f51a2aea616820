/* Time on the meeting's map, and a kelurahan called by its name. Colours, patterns, counts and
   words of a day all come from the one record that came with the page. */
(function () {
  "use strict";

  const meeting = window.JagaMeeting;
  const byId = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const SLOWEST_MS = 700;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const FASTEST_MS = calm.matches ? 250 : 70;
  const WHOLE_MS = 45000;
  const INK = "#1b2430";
  let record = null;     // the days that this slide plays
  let shown = -1;        // the day on the map, its place in the record
  let own = -1;          // the slide's own day, -1 where it is none of the record
  let timer = 0;
  let called = null;     // zone_id of the one that was called
  let still = null;      // the section's children as they were before time was played

  const unpacked = new WeakMap();  // a screen stays for weeks: old records go with their slides
  function days(of) {
    if (!unpacked.has(of)) {
      const rows = window.JagaPacked.view({ ...of, marks: of.codes, cases: null });
      unpacked.set(of, { ...of, codes: rows.codes });
    }
    return unpacked.get(of);
  }

  const view = () => meeting.content.views[meeting.slide.view];
  const level = (code) => meeting.content.levels[code];

  function enter() {
    const { record: which, day } = meeting.slide;
    record = which === null ? null : days(meeting.content.records[which]);
    own = record ? record.days.indexOf(day) : -1;
    shown = own;
    still = null;
    document.body.classList.toggle("plays", Boolean(record));
    if (called) mark();
    drawClock();
  }

  function leave() {
    rest();
    card(null);
  }

  /* Time. */

  function play() {
    if (!record) return false;
    if (timer) { pause(); return true; }
    const [first, last] = ends();
    if (shown < first || shown >= last) draw(first);
    const step = Math.min(Math.max(WHOLE_MS / (last - first), FASTEST_MS), SLOWEST_MS);
    timer = setInterval(() => {
      if (shown >= last) { pause(); return; }
      draw(shown + 1);
      if (shown === last) pause();
    }, step);
    button();
    return true;
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    button();
    if (shown >= 0) meeting.say(`${words(shown)}. ${finding(shown)}`);
  }

  /* Back to what the slide itself says. */
  function rest() {
    clearInterval(timer);
    timer = 0;
    button();
    if (!still) return;
    meeting.section.replaceChildren(...still);
    still = null;
    shown = own;
    if (called) mark();
    drawClock();
  }

  const ends = () => [record.days.indexOf(meeting.slide.first), record.days.indexOf(meeting.slide.last)];
  const finding = (n) => record.titles[record.said[n]];

  function words(n) {
    const [year, month, day] = record.days[n].split("-").map(Number);
    const names = meeting.content.names;
    const weekday = names.weekdays[(new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7];
    return `${weekday}, ${day} ${names.months[month - 1]} ${year}`;
  }

  function draw(n) {
    const section = meeting.section;
    if (!still) still = [...section.childNodes].map((one) => one.cloneNode(true));
    shown = n;
    const codes = record.codes[n];
    const counts = {};
    view().zones.forEach(([id], row) => {
      const of = level(codes[row]);
      counts[of.key] = (counts[of.key] || 0) + 1;
      paint(section, id, of);
    });
    section.querySelectorAll(".marked").forEach((one) => { one.style.display = n === own ? "" : "none"; });
    tally(section, counts);
    say(section, n);
    if (called) mark();
    drawClock();
  }

  /* A zone's colour and pattern, and the letters of its name. */
  function paint(section, id, of) {
    const zone = section.querySelector(`.zone[data-zone="${CSS.escape(id)}"]`);
    if (!zone) return;
    const fill = zone.firstElementChild;
    if (zone.dataset.level === of.key) return;
    zone.dataset.level = of.key;
    fill.setAttribute("fill", of.colour);
    let pattern = fill.nextElementSibling;
    if (!pattern) {
      pattern = fill.cloneNode();
      pattern.setAttribute("stroke", "none");
      zone.append(pattern);
    }
    pattern.setAttribute("fill", of.pattern ? `url(#${of.pattern})` : "none");
    const name = section.querySelector(`.name[data-zone="${CSS.escape(id)}"]`);
    const led = name && name.previousElementSibling && name.previousElementSibling.classList.contains("leader");
    if (!name) return;
    name.querySelectorAll("text").forEach((text) => {
      text.setAttribute("fill", led ? INK : of.ink);
      text.setAttribute("stroke", led ? "#ffffff" : of.colour);
    });
  }

  function tally(section, counts) {
    const total = view().zones.length;
    const always = view().always.map((code) => level(code).key);
    section.querySelectorAll("[data-level]:not(.zone)").forEach((one) => {
      const key = one.dataset.level;
      const count = counts[key] || 0;
      const visible = count > 0 || always.includes(key);
      one.setAttribute("visibility", visible ? "visible" : "hidden");
      if (one.tagName === "LI") { one.hidden = !visible; one.querySelector("b").textContent = String(count); }
      if (one.classList.contains("count")) one.querySelector("text").textContent = String(count);
      if (one.classList.contains("track")) bar(one, key, count / total);
    });
  }

  /* The filled part of a level's bar; there is none yet where the slide's own day had none. */
  function bar(track, key, share) {
    let filled = track.parentNode.querySelector(`.filled[data-level="${key}"]`);
    if (!filled) {
      filled = track.cloneNode(true);
      filled.setAttribute("class", "filled");
      const of = Object.values(meeting.content.levels).find((one) => one.key === key);
      filled.firstElementChild.setAttribute("fill", of.colour);
      track.after(filled);
    }
    const wide = Number(track.dataset.wide) * share;
    filled.firstElementChild.setAttribute("width", share ? String(Math.max(wide, 8)) : "0");
  }

  function say(section, n) {
    const values = { city: view().city, day: words(n) };
    const when = meeting.fill(meeting.content.words.place, values);
    section.querySelector(".words .place").textContent = when;
    section.querySelector("h1").textContent = finding(n);
    const place = section.querySelector(".when text");
    if (place) fit(place, when, 1);
    const title = section.querySelector(".finding");
    if (title) lines(title, finding(n));
  }

  /* Text in at most so many lines of the room that it has, smaller where it needs to be. */
  function lines(group, said) {
    const { room, size } = group.dataset;
    const first = group.querySelector("text");
    const most = Math.max(Number(group.dataset.lines), 2);
    const measure = document.createElement("canvas").getContext("2d");
    let wrapped = [];
    let letters = Number(size);
    for (; letters >= 34; letters -= 2) {
      measure.font = `800 ${letters}px ${getComputedStyle(first).fontFamily}`;
      wrapped = said.split(" ").reduce((done, word) => {
        const longer = done.length ? `${done[done.length - 1]} ${word}` : word;
        if (done.length && measure.measureText(longer).width <= Number(room)) done[done.length - 1] = longer;
        else done.push(word);
        return done;
      }, []);
      if (wrapped.length <= most) break;
    }
    const [x, y] = [first.getAttribute("x"), Number(first.getAttribute("y"))];
    group.replaceChildren(...wrapped.map((line, row) => {
      const text = first.cloneNode();
      text.setAttribute("x", x);
      text.setAttribute("y", String(y + row * Number(size) * 1.1));
      text.setAttribute("font-size", String(letters));
      text.textContent = line;
      return text;
    }));
  }

  function fit(text, said) {
    text.textContent = said;
    const room = 1920 - 64 - Number(text.getAttribute("x"));
    const wide = text.getComputedTextLength();
    if (wide > room) text.setAttribute("font-size", String(Math.max(Number(text.getAttribute("font-size")) * room / wide, 20)));
  }

  /* Where in time: a thin line under the map, only while another day than the slide's is shown. */
  function drawClock() {
    const clock = byId("clock");
    clock.hidden = !record || (shown === own && !timer);
    if (clock.hidden || shown < 0) return;
    const [first, last] = ends();
    const share = last > first ? (shown - first) / (last - first) : 1;
    clock.querySelector("i").style.transform = `scaleX(${share})`;
  }

  function button() {
    const play = document.querySelector("[data-do=play]");
    play.textContent = timer ? "❚❚" : "▶";
    play.setAttribute("aria-label", meeting.content.words[timer ? "pause" : "play"]);
  }

  /* A kelurahan by name. */

  const finder = byId("finder");
  const find = byId("find");
  const hits = byId("hits");
  let found = [];
  let chosen = 0;

  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  /* One letter wrong, missing or too many in the beginning of a name, its first letter right. */
  function nearly(typed, name) {
    if (typed.length < 4 || typed[0] !== name[0]) return false;
    const n = [...typed].findIndex((letter, place) => letter !== name[place]);
    const [rest, after] = [typed.slice(n + 1), name.slice(n + 1)];
    return after.startsWith(rest) || name.slice(n).startsWith(rest) || after.startsWith(typed.slice(n));
  }

  /* How well a name answers what was typed: 0 best, Infinity not at all. */
  function distance(typed, name) {
    const parts = name.split(" ");
    const tight = typed.replaceAll(" ", "");
    if (name.startsWith(typed)) return 0;
    if (parts.some((part) => part.startsWith(typed))) return 1;
    if (parts.map((part) => part[0]).join("").startsWith(tight)) return 2;
    if (name.replaceAll(" ", "").startsWith(tight)) return 2;
    if (name.includes(typed)) return 3;
    return nearly(typed, name) || parts.some((part) => nearly(typed, part)) ? 4 : Infinity;
  }

  function search() {
    const typed = plain(find.value);
    found = view().zones
      .map(([id, name, district]) => ({ id, name, district, far: typed ? distance(typed, plain(name)) : 0 }))
      .filter((one, _, all) => one.far < (all.some(({ far }) => far < 4) ? 4 : Infinity))
      .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
      .slice(0, 6);
    chosen = 0;
    hits.replaceChildren(...found.map((one, n) => {
      const row = document.createElement("li");
      row.id = `hit-${n}`;
      row.setAttribute("role", "option");
      row.append(one.name);
      const where = document.createElement("small");
      where.textContent = one.district;
      row.append(where);
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(one.id); });
      return row;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = meeting.content.words.none;
      hits.append(none);
    }
    pointAt();
  }

  function pointAt() {
    [...hits.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === chosen && found.length > 0)));
    find.setAttribute("aria-activedescendant", found.length ? `hit-${chosen}` : "");
  }

  meeting.find = (letters) => {
    if (timer) pause();
    finder.hidden = false;
    find.value = letters;
    find.focus();
    search();
  };

  function close() {
    finder.hidden = true;
    find.blur();
    byId("stage").focus({ preventScroll: true });
  }

  function pick(id) {
    close();
    if (!meeting.section.querySelector(".zone")) {
      const map = meeting.sections.findIndex((one) => one.querySelector(".zone"));
      if (map >= 0) meeting.go(map);
    }
    card(id);
  }

  find.addEventListener("input", search);
  finder.addEventListener("submit", (event) => event.preventDefault());
  find.addEventListener("blur", () => { finder.hidden = true; });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") { if (found[chosen]) pick(found[chosen].id); }
    else if (event.key === "ArrowDown") chosen = Math.min(chosen + 1, found.length - 1);
    else if (event.key === "ArrowUp") chosen = Math.max(chosen - 1, 0);
    else return;
    event.preventDefault();
    pointAt();
  });

  /* The called zone: an ink line around it, and a card with its level and why. */
  function card(id) {
    called = id;
    mark();
    if (!id) return;
    const row = view().zones.find(([zone]) => zone === id);
    if (row) meeting.say([row[1], ...said(row)].join(". "));
  }

  function said([id, , , code, reason]) {
    const n = view().zones.findIndex(([zone]) => zone === id);
    if (shown === own || shown < 0) return [level(code).word, reason];
    return [meeting.fill(meeting.content.words.level_on, { level: level(record.codes[shown][n]).word, day: words(shown) })];
  }

  function mark() {
    meeting.sections.forEach((one) => one.querySelectorAll(".called").forEach((line) => line.remove()));
    const box = byId("card");
    const row = called && view().zones.find(([id]) => id === called);
    box.hidden = !row;
    if (!row) return;
    const zone = meeting.section.querySelector(`.zone[data-zone="${CSS.escape(row[0])}"]`);
    if (zone) {
      const lines = document.createElementNS(SVG, "g");
      lines.setAttribute("class", "called");
      for (const [colour, width] of [["#ffffff", 14], [INK, 7]]) {
        const line = zone.firstElementChild.cloneNode();
        for (const [name, value] of Object.entries({ fill: "none", stroke: colour, "stroke-width": width, "stroke-linejoin": "round" })) line.setAttribute(name, value);
        lines.append(line);
      }
      zone.closest(".zones").append(lines);
      aside(box, zone);
    }
    const today = shown === own || shown < 0 ? row[3] : record.codes[shown][view().zones.indexOf(row)];
    const title = document.createElement("h2");
    const chip = document.createElement("span");
    chip.className = "chip";
    chip.setAttribute("aria-hidden", "true");
    chip.textContent = level(today).letter;
    chip.style.background = level(today).colour;
    chip.style.color = level(today).ink;
    title.append(chip, row[1]);
    const where = document.createElement("p");
    where.className = "where";
    where.textContent = row[2];
    const lines = said(row).map((one, n) => {
      const line = document.createElement("p");
      line.className = n ? "why" : "level";
      line.textContent = one;
      return line;
    });
    box.replaceChildren(title, where, ...lines);
  }

  /* The card lies on the half of the map that the zone is not in. */
  function aside(box, zone) {
    const map = zone.closest(".zones").getBoundingClientRect();
    const place = zone.getBoundingClientRect();
    const low = place.top + place.height / 2 > map.top + map.height / 2;
    const left = place.left + place.width / 2 < map.left + map.width / 2;
    box.dataset.at = `${low ? "top" : "bottom"} ${left ? "right" : "left"}`;
  }

  let down = null;
  document.addEventListener("pointerdown", (event) => { down = [event.clientX, event.clientY]; });
  document.addEventListener("click", (event) => {
    const zone = event.target.closest(".zone");
    const moved = down && Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 12;
    if (zone && !moved) card(zone.dataset.zone);
    else if (!event.target.closest("#controls, #finder, #keys, #card") && called && !moved) card(null);
  });

  function key(event) {
    if (event.key === " " && !event.shiftKey) return play();
    if (event.key !== "Escape") return false;
    if (called) { card(null); return true; }
    if (timer || still) { rest(); return true; }
    return false;
  }

  meeting.map = { get shown() { return record && shown >= 0 ? record.days[shown] : meeting.slide.day; } };
  meeting.add({ enter, leave, key, play, busy: () => Boolean(called || timer) || !finder.hidden });
})();
