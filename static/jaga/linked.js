/* Maps of one page that move together: time, and for maps of one city also zoom and place. Each
   lives in a frame of its own and hears the others over a channel that only this page view knows.
   The map that is moved by hand tells; one that follows never answers, so nothing goes in circles. */
(function () {
  "use strict";

  const DAY_MS = 86400000;

  class Link {
    constructor(owner) {
      this.owner = owner;
      this.group = null;
      this.what = [];
      this.channel = null;
      owner.map.on("move zoomend", () => this.tellView());
    }

    /* `link`: {group, what: ["time", "view"], offset_days}, or null for a map on its own. The
       clocks of a group differ by `offset_days`: this map's day is the shared one and so many more. */
    join(link) {
      this.what = link ? link.what : [];
      this.offset = link ? link.offset_days * DAY_MS : 0;
      const group = link ? link.group : null;
      if (group === this.group) return;
      this.group = group;
      if (this.channel) this.channel.close();
      this.channel = group && window.BroadcastChannel ? new BroadcastChannel(`jaga-${group}`) : null;
      if (this.channel) this.channel.onmessage = (event) => this.follow(event.data);
    }

    /* Time was moved here; `rest`: and has come to rest, the page is told. */
    tellTime(rest = false) {
      if (!this.channel || !this.what.includes("time")) return;
      const { time } = this.owner;
      this.channel.postMessage({ time: time.stamps[time.position] - this.offset, rest });
    }

    tellView() {
      if (!this.channel || !this.what.includes("view") || this.owner.quiet) return;
      const { lat, lng } = this.owner.map.getCenter();
      this.channel.postMessage({ at: [lat, lng], zoom: this.owner.map.getZoom() });
    }

    tellHome() {
      if (this.channel && this.what.includes("view")) this.channel.postMessage({ home: true });
    }

    follow(said) {
      if (said.time !== undefined && this.what.includes("time")) {
        this.owner.time.follow(said.time + this.offset, said.rest);
      }
      if (!this.what.includes("view")) return;
      if (said.home) this.owner.goHome();
      if (said.at) {
        this.owner.moved = true;
        this.owner.quietly(() => this.owner.map.setView(said.at, said.zoom, { animate: false }));
      }
    }
  }

  window.JagaLink = Link;
})();
