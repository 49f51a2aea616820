/* Looks now and then whether the meeting's data are still the newest, and says since when nobody
   answers. What is on the screen stays there until something newer has come in whole. */
(function () {
  "use strict";

  const meeting = window.JagaMeeting;
  const body = document.body;
  const LEAST_S = 10;
  const state = body.dataset.state;
  if (!state || !meeting.content.live) return;

  const told = document.getElementById("told");
  const every = Math.max(Number(body.dataset.every) || 15, LEAST_S) * 1000;
  let last = Date.now();
  let since = null;
  let timer = setTimeout(look, every);

  function clock(at) {
    const mark = meeting.content.lang === "id" ? "." : ":";
    return [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, "0")).join(mark);
  }

  function away(kind) {
    if (!since) since = new Date();
    const words = meeting.fill(meeting.content.words[kind], { time: clock(since), shown: body.dataset.shown });
    if (told.textContent !== words) { told.textContent = words; meeting.say(words); }
    told.hidden = false;
  }

  function back() {
    since = null;
    told.hidden = true;
    told.textContent = "";
  }

  async function look() {
    clearTimeout(timer);
    last = Date.now();
    try {
      const reply = await fetch(state, { cache: "no-cache", signal: AbortSignal.timeout(9000) });
      if (reply.ok) {
        const { snapshot } = await reply.json();
        if (snapshot !== meeting.content.snapshot) await renew();
        back();
      } else away(reply.status >= 500 ? "away" : "refused");
    } catch {
      away("away");
    }
    timer = setTimeout(look, every);
  }

  async function renew() {
    const reply = await fetch(location.pathname + location.search, { cache: "no-cache", signal: AbortSignal.timeout(30000) });
    if (!reply.ok) throw new Error(String(reply.status));
    const other = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (!other.querySelector("#stage > .slide")) throw new Error("no slides");
    meeting.replace(other);
    meeting.say(meeting.content.words.new);
  }

  /* The network says that it is back: look now, but not before its time. */
  window.addEventListener("online", () => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(LEAST_S * 1000 - (Date.now() - last), 0));
  });
  window.addEventListener("offline", () => away("away"));
})();
