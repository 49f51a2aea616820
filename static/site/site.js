/* The map on the published site: what the dashboard does around it, without a server. */
(function () {
  "use strict";

  const place = (id) => document.getElementById(id);
  const pageOf = (zone) => `kelurahan/${zone}.html`;

  /* The map speaks to whoever shows it; here that is this page. */
  const heard = {
    zone: (message) => { window.location.href = pageOf(message.zone); },
    day: () => countAnew(),
  };
  window.Streamlit = { setComponentValue: (message) => heard[message.event](message) };

  /* Counts of the day that the map shows, read off the map itself. */
  function countAnew() {
    const counts = new Map();
    const paths = document.querySelectorAll("#peta path[data-zone]");
    paths.forEach((path) => counts.set(path.dataset.level, (counts.get(path.dataset.level) || 0) + 1));
    const of = place("hitung");
    of.textContent = of.dataset.say.replace("{day}", document.querySelector(".jaga-day-words").textContent);
    document.querySelectorAll(".tally li").forEach((row) => {
      const count = counts.get(row.dataset.level) || 0;
      row.lastElementChild.textContent = String(count);
      row.querySelector("rect").setAttribute("width", String((100 * count) / paths.length));
      row.hidden = count === 0;
    });
  }

  function fillChoice(zones) {
    const choice = place("pilih");
    [...zones].sort((one, other) => one.name.localeCompare(other.name)).forEach((zone) => {
      const option = document.createElement("option");
      option.value = zone.id;
      const twice = zones.some((other) => other !== zone && other.name === zone.name);
      option.textContent = twice ? `${zone.name}, ${zone.district}` : zone.name;
      choice.appendChild(option);
    });
    choice.addEventListener("change", () => { if (choice.value) window.location.href = pageOf(choice.value); });
    place("saya").hidden = false;
  }

  /* On a page of its own the map had all keys; here they are its own only while it has the focus. */
  function keepKeys(box) {
    window.addEventListener("keydown", (event) => {
      if (!box.contains(event.target)) event.stopImmediatePropagation();
    }, true);
  }

  function followTheme() {
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    query.addEventListener("change", () => document.head.appendChild(document.createComment("")));
  }

  function start() {
    const box = place("peta");
    const { map: outlines, view } = window.JAGA;
    const marked = () => ({ ...view, zone: decodeURIComponent(window.location.hash.slice(1)) || null });
    box.hidden = false;
    const map = L.map(box, {
      scrollWheelZoom: false, keyboard: false, zoomSnap: 0.1, zoomDelta: 0.5, minZoom: 9, maxZoom: 18, center: [0, 0], zoom: 9,
    });
    window.JagaZoneMap.mount(map, outlines);
    window.JagaZoneMap.update(marked());
    window.addEventListener("hashchange", () => window.JagaZoneMap.update(marked()));
    keepKeys(box);
    followTheme();
    fillChoice(outlines.zones);
  }

  document.addEventListener("DOMContentLoaded", start);
})();
