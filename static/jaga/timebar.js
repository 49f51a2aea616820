/* The time bar inside the map: play, pause, step, speed, the day in words. A step asks the server
   for nothing; only when time comes to rest is the day reported, once. What a hand moves here is
   told to linked maps (linked.js); what the page or another map asks for is not. */
(function () {
  "use strict";

  const SPEEDS = [1, 2, 4, 0.5];
  const ROUND_MS = 24000;
  const REST_MS = 450;

  class Timebar {
    constructor(owner) {
      this.owner = owner;
      this.position = 0;
      this.playing = false;
      this.speed = 0;
      this.reported = null;
      this.build();
      this.listen();
    }

    build() {
      const { element } = window.JagaZoneMap;
      this.bar = element("div", "jaga-time", this.owner.container);
      this.live = element("div", "jaga-live", this.bar);
      this.live.hidden = true;
      const row = element("div", "jaga-time-row", this.bar);
      this.play = element("button", "jaga-play", row);
      this.play.type = "button";
      this.face = element("span", "jaga-play-face", this.play);
      const words = element("div", "jaga-day", row);
      this.day = element("div", "jaga-day-words", words);
      this.place = element("div", "jaga-day-place", words);
      this.track = element("div", "jaga-track", row);
      this.track.tabIndex = 0;
      this.track.setAttribute("role", "slider");
      this.ticks = element("div", "jaga-ticks", this.track);
      this.thumb = element("div", "jaga-thumb", this.track);
      this.pace = element("button", "jaga-speed", row);
      this.pace.type = "button";
      L.DomEvent.disableClickPropagation(this.bar);
      L.DomEvent.disableScrollPropagation(this.bar);
    }

    listen() {
      this.play.addEventListener("click", () => this.toggle());
      this.pace.addEventListener("click", () => {
        this.speed = (this.speed + 1) % SPEEDS.length;
        this.writeControls();
      });
      this.track.addEventListener("pointerdown", (event) => this.drag(event));
      document.addEventListener("keydown", (event) => this.key(event));
    }

    height() {
      return this.bar.offsetHeight;
    }

    update(view) {
      const kept = this.view && this.view.days[this.position];
      const sameQuestion = this.view && this.view.question === view.question;
      this.view = view;
      this.stop();
      const empty = view.days.length === 0;
      this.bar.hidden = empty;
      this.stamps = view.days.map((day) => Date.parse(day));
      this.drawTicks();
      this.writeControls();
      if (empty) {
        this.owner.shown = null;
        this.owner.paintEmpty();
        this.owner.labels.schedule();
        return;
      }
      const wanted = sameQuestion && view.turn === this.turn ? kept : view.open;
      this.turn = view.turn;
      const found = view.days.indexOf(wanted);
      this.show(found >= 0 ? found : view.days.length - 1);
      this.reported = view.days[this.position];
      this.writeLive();
    }

    /* The page asks for a day (a link, another control): each new `turn` is one such request. */
    open(view) {
      if (view.turn === this.turn) return;
      this.turn = view.turn;
      const found = this.view.days.indexOf(view.open);
      if (found < 0) return;
      this.stop();
      this.reported = view.open;
      this.show(found);
    }

    /* A hand moved time here. */
    move(position) {
      this.show(position);
      this.owner.link.tellTime();
    }

    /* Another map was moved: the day nearest to its own. Whatever this one was about to report is
       no longer so; the page hears of the map that was moved. */
    follow(stamp, rest) {
      if (!this.view || !this.view.days.length) return;
      this.stop();
      window.clearTimeout(this.resting);
      const position = this.closest(stamp);
      if (position !== this.position) this.show(position);
      if (!rest) return;
      this.reported = this.view.days[position];
      this.writeLive();
    }

    show(position) {
      this.position = position;
      this.owner.paint(position);
      this.day.textContent = this.words(this.view.days[position]);
      const { words } = this.view;
      const narrow = this.owner.map.getSize().x < 480;
      const recorded = this.view.days.length - (this.view.beyond ? 1 : 0);
      this.place.textContent = position >= recorded ? this.view.beyond : (narrow ? words.place_short : words.place)
        .replace("{n}", this.owner.number(position + 1))
        .replace("{total}", this.owner.number(recorded));
      const share = this.share(position);
      this.thumb.style.left = `${share * 100}%`;
      this.track.setAttribute("aria-valuenow", String(position + 1));
      this.track.setAttribute("aria-valuetext", this.day.textContent);
      this.writeLive();
    }

    share(position) {
      const first = this.stamps[0];
      const span = this.stamps[this.stamps.length - 1] - first;
      return span ? (this.stamps[position] - first) / span : 0.5;
    }

    words(day) {
      const { names } = this.view;
      const [year, month, date] = day.split("-").map(Number);
      const weekday = names.weekdays[(new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 6) % 7];
      return `${weekday}, ${date} ${names.months[month - 1]} ${year}`;
    }

    /* Few days: a tick each. A daily record: a tick a month. */
    drawTicks() {
      const { element } = window.JagaZoneMap;
      this.ticks.textContent = "";
      const { days } = this.view;
      const every = days.length <= 80;
      days.forEach((day, position) => {
        if (!every && !day.endsWith("-01")) return;
        element("i", every ? "" : "month", this.ticks).style.left = `${this.share(position) * 100}%`;
      });
      this.track.setAttribute("aria-valuemin", "1");
      this.track.setAttribute("aria-valuemax", String(days.length));
    }

    writeControls() {
      const { words } = this.view;
      this.track.setAttribute("aria-label", words.slider);
      this.play.setAttribute("aria-label", this.playing ? words.pause : words.play);
      this.play.classList.toggle("playing", this.playing);
      const speed = SPEEDS[this.speed];
      this.pace.textContent = `${String(speed).replace(".", words.decimal)}×`;
      this.pace.setAttribute("aria-label", `${words.speed} ${this.pace.textContent}`);
      this.owner.home.setAttribute("aria-label", words.home);
      this.owner.home.title = words.home;
    }

    /* While the map runs ahead of the page, the counts of the day shown stand here. */
    writeLive() {
      const ahead = this.reported !== null && this.view.days[this.position] !== this.reported;
      this.live.hidden = !ahead;
      if (!ahead) return;
      const counts = new Map();
      for (const code of this.view.codes[this.position]) counts.set(code, (counts.get(code) || 0) + 1);
      const { element } = window.JagaZoneMap;
      this.live.textContent = "";
      this.view.order.filter((code) => counts.has(code)).forEach((code) => {
        const level = this.view.levels[code];
        const chip = element("span", "jaga-chip", this.live);
        chip.textContent = level.letter;
        chip.style.background = level.colour;
        chip.style.color = level.ink;
        element("b", "", this.live).textContent = this.owner.number(counts.get(code));
      });
    }

    step(change) {
      const next = Math.max(0, Math.min(this.view.days.length - 1, this.position + change));
      this.stop();
      if (next !== this.position) this.move(next);
      this.rest();
    }

    key(event) {
      if (!this.view || !this.view.days.length || event.altKey || event.ctrlKey || event.metaKey) return;
      const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7, Home: -1e9, End: 1e9 };
      if (event.key in moves) {
        event.preventDefault();
        this.step(moves[event.key]);
      } else if (event.key === " " && event.target.tagName !== "BUTTON") {
        event.preventDefault();
        this.toggle();
      } else if (event.key === "Escape") {
        this.owner.hideCard();
      }
    }

    drag(event) {
      event.preventDefault();
      this.track.focus({ preventScroll: true });
      this.track.setPointerCapture(event.pointerId);
      this.stop();
      const move = (at) => {
        const box = this.track.getBoundingClientRect();
        const share = Math.max(0, Math.min(1, (at.clientX - box.left) / box.width));
        const nearest = this.nearest(share);
        if (nearest !== this.position) this.move(nearest);
      };
      const done = () => {
        this.track.removeEventListener("pointermove", move);
        this.rest(0);
      };
      move(event);
      this.track.addEventListener("pointermove", move);
      this.track.addEventListener("pointerup", done, { once: true });
      this.track.addEventListener("pointercancel", done, { once: true });
    }

    nearest(share) {
      const first = this.stamps[0];
      return this.closest(first + share * (this.stamps[this.stamps.length - 1] - first));
    }

    /* The position of the day closest to a moment; of two equally close days the earlier. */
    closest(wanted) {
      let low = 0;
      let high = this.stamps.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.stamps[middle] < wanted) low = middle + 1;
        else high = middle;
      }
      return low > 0 && wanted - this.stamps[low - 1] <= this.stamps[low] - wanted ? low - 1 : low;
    }

    toggle() {
      if (this.playing) {
        this.stop();
        this.rest(0);
        return;
      }
      if (this.position === this.view.days.length - 1) this.move(0);
      this.playing = true;
      this.writeControls();
      let due = null;
      const frame = (now) => {
        if (!this.playing) return;
        const pause = Math.max(16, Math.min(1100, ROUND_MS / this.view.days.length)) / SPEEDS[this.speed];
        if (due === null) due = now + pause;
        if (now >= due) {
          const missed = Math.floor((now - due) / pause);
          due += (missed + 1) * pause;
          this.move(Math.min(this.view.days.length - 1, this.position + 1 + Math.min(missed, 3)));
        }
        if (this.position >= this.view.days.length - 1) {
          this.stop();
          this.rest(0);
          return;
        }
        window.requestAnimationFrame(frame);
      };
      window.requestAnimationFrame(frame);
    }

    stop() {
      if (!this.playing) return;
      this.playing = false;
      this.writeControls();
    }

    /* Time has come to rest: tell the page, once for each day. */
    rest(delay = REST_MS) {
      window.clearTimeout(this.resting);
      this.resting = window.setTimeout(() => {
        const day = this.view.days[this.position];
        if (this.playing || day === this.reported) return;
        this.reported = day;
        this.owner.link.tellTime(true);
        this.owner.send({ event: "day", day });
        this.writeLive();
      }, delay);
    }
  }

  window.JagaTimebar = Timebar;
})();
