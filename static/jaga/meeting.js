/* The meeting's screen: one slide at a time, turned by keys, a clicker, a swipe or a clock.
   Nothing here asks the server; meeting_map.js plays time and finds a kelurahan, meeting_live.js
   looks for newer data. */
(function () {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const reading = window.matchMedia("screen and (max-aspect-ratio: 4/5)");
  const COMMANDS = ["b", "f", "l"];
  const TYPING_MS = 450;
  let sections = [];
  let at = 0;
  let waiting = null;
  const parts = [];

  const meeting = {
    content: null,
    /* A part of the screen: `key(event)` true where it has used a key, `leave()` when a slide goes,
       `enter()` when one comes, `busy()` true where a hand is at work and nothing may turn. */
    add(part) {
      parts.push(part);
      if (part.enter) part.enter();
    },
    get at() { return at; },
    get section() { return sections[at]; },
    get slide() { return meeting.content.slides[at]; },
    get sections() { return sections; },
    go,
    next() { if (at < sections.length - 1) go(at + 1); },
    before() { if (at > 0) go(at - 1); },
    say(words) {
      byId("live").textContent = "";
      byId("live").textContent = words;
    },
    fill(words, values) {
      return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
    },
    replace,
    shape() { sections.forEach(shape); },
  };
  window.JagaMeeting = meeting;

  function read(from) {
    meeting.content = JSON.parse(from.getElementById("content").textContent);
    sections = [...document.querySelectorAll("#stage > .slide")];
    sections.forEach(shape);
  }

  /* On a phone held upright the picture is cut to its map or chart; its words stand below it. */
  function shape(section) {
    const picture = section.querySelector(".picture");
    const panel = picture.dataset.panel;
    section.classList.toggle("bare", !panel);
    picture.setAttribute("viewBox", reading.matches && panel ? panel : "0 0 1920 1080");
  }

  function show() {
    sections.forEach((one, n) => { one.hidden = n !== at; });
    const title = sections[at].querySelector("h1").textContent;
    document.title = title;
    history.replaceState(null, "", `#${encodeURIComponent(sections[at].dataset.key)}`);
    parts.forEach((part) => part.enter && part.enter());
    return title;
  }

  function go(n) {
    const to = Math.min(Math.max(n, 0), sections.length - 1);
    if (to === at) return;
    parts.forEach((part) => part.leave && part.leave());
    at = to;
    const title = show();
    window.scrollTo(0, 0);
    meeting.say(`${sections[at].getAttribute("aria-label")}: ${title}`);
  }

  /* Other slides in place of these, the same one shown where it is still there. */
  function replace(other) {
    const key = sections[at].dataset.key;
    parts.forEach((part) => part.leave && part.leave());
    byId("stage").replaceChildren(...document.importNode(other.getElementById("stage"), true).children);
    byId("content").textContent = other.getElementById("content").textContent;
    document.body.dataset.shown = other.body.dataset.shown;
    read(document);
    const same = sections.findIndex((one) => one.dataset.key === key);
    at = same >= 0 ? same : Math.min(at, sections.length - 1);
    show();
  }

  function blank(on) {
    const cover = byId("blank");
    cover.hidden = on === undefined ? !cover.hidden : !on;
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.documentElement.requestFullscreen) {
      document.documentElement.requestFullscreen().catch(() => {});
    }
  }

  function keys(on) {
    const list = byId("keys");
    if (list.open || on === false) list.close();
    else list.showModal();
  }

  /* The ring: under a pressed pointer, or wherever it goes after "l". */
  const ring = byId("ring");
  let laser = false;
  let pressed = false;
  let start = null;
  let idle = 0;
  function drawRing(event) {
    ring.hidden = !(laser || pressed);
    ring.style.transform = `translate(${event.clientX}px, ${event.clientY}px)`;
  }
  function pointer() {
    laser = !laser;
    ring.hidden = !laser;
    document.body.classList.toggle("laser", laser);
  }
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#controls, #finder, #keys")) return;
    pressed = true;
    start = [event.clientX, event.clientY];
    drawRing(event);
  });
  document.addEventListener("pointermove", (event) => {
    drawRing(event);
    document.body.classList.remove("idle");
    clearTimeout(idle);
    idle = setTimeout(() => document.body.classList.add("idle"), 2500);
  });
  document.addEventListener("pointerup", (event) => {
    if (pressed && start && event.pointerType === "touch") swiped(event);
    pressed = false;
    ring.hidden = !laser;
  });
  document.addEventListener("pointercancel", () => { pressed = false; ring.hidden = !laser; });
  function swiped(event) {
    const [dx, dy] = [event.clientX - start[0], event.clientY - start[1]];
    if (Math.abs(dx) < 60 || Math.abs(dx) < 2 * Math.abs(dy)) return;
    if (dx < 0) meeting.next();
    else meeting.before();
  }

  const DOES = {
    ArrowRight: meeting.next, ArrowDown: meeting.next, PageDown: meeting.next, Enter: meeting.next,
    ArrowLeft: meeting.before, ArrowUp: meeting.before, PageUp: meeting.before, Backspace: meeting.before,
    Home() { go(0); },
    End() { go(sections.length - 1); },
    ".": () => blank(),
    b: () => blank(),
    f: full,
    l: pointer,
    "?": () => keys(),
    Escape() { blank(false); },
  };

  /* "b", "f" and "l" may begin the name of a kelurahan: they are commands when nothing follows. */
  function command(event) {
    const letter = event.key.toLowerCase();
    if (waiting) {
      clearTimeout(waiting.timer);
      const first = waiting.letter;
      waiting = null;
      if (/^\p{L}$/u.test(event.key)) {
        meeting.find(first + event.key);
        return true;
      }
      DOES[first]();
    }
    if (!COMMANDS.includes(letter)) return false;
    const timer = setTimeout(() => { waiting = null; DOES[letter](); }, TYPING_MS);
    waiting = { letter, timer };
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest && event.target.closest("#finder")) return;
    if (byId("keys").open) {
      if (event.key === "?" || event.key === "Escape") { keys(false); event.preventDefault(); }
      return;
    }
    if (event.target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter")) return;
    if (reading.matches && (event.key === "ArrowDown" || event.key === "ArrowUp")) return;
    if (!byId("blank").hidden && event.key !== "." && event.key !== "b") {
      blank(false);
      event.preventDefault();
      return;
    }
    let used = command(event);
    for (const part of parts) used = used || Boolean(part.key && part.key(event));
    if (!used && event.key === " ") { (event.shiftKey ? meeting.before : meeting.next)(); used = true; }
    else if (!used && DOES[event.key]) { DOES[event.key](); used = true; }
    else if (!used && (event.key === "/" || /^\p{L}$/u.test(event.key))) {
      meeting.find(event.key === "/" ? "" : event.key);
      used = true;
    }
    if (used) event.preventDefault();
  });

  byId("controls").addEventListener("click", (event) => {
    const does = event.target.dataset.do;
    if (does === "next") meeting.next();
    if (does === "before") meeting.before();
    if (does === "find") meeting.find("");
    if (does === "play") parts.some((part) => part.play && part.play());
  });

  /* Slides that turn by themselves, on a screen that does not go to sleep. */
  const dwell = Number(document.body.dataset.kiosk || 0);
  function awake() {
    if (!navigator.wakeLock || document.hidden) return;
    navigator.wakeLock.request("screen").catch(() => {});
  }
  if (dwell) {
    document.body.classList.add("kiosk");
    awake();
    document.addEventListener("visibilitychange", awake);
    setInterval(() => {
      const busy = byId("keys").open || parts.some((part) => part.busy && part.busy());
      if (!busy) go(at === sections.length - 1 ? 0 : at + 1);
    }, dwell * 1000);
  }

  /* The place of the slide that the address names; the first where it names none, or can't be read. */
  function named() {
    let key = "";
    try { key = decodeURIComponent(location.hash.slice(1)); } catch { /* a link cut off within a letter */ }
    return Math.max(sections.findIndex((one) => one.dataset.key === key), 0);
  }

  read(document);
  at = named();
  document.documentElement.classList.add("running");
  reading.addEventListener("change", () => sections.forEach(shape));
  window.addEventListener("hashchange", () => go(named()));
  show();
})();
