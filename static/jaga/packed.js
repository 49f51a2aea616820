/* What travels packed: the inverse of geo/render/packed.py, and of encode() in geo/render/map.py. */
(function () {
  "use strict";

  /* "h3m" is "hhhm". */
  function letters(text) {
    return text.replace(/(\D)(\d+)/g, (_, letter, length) => letter.repeat(Number(length)));
  }

  /* Signed whole numbers of Google's polyline encoding; a space is null. */
  function steps(text) {
    const found = [];
    let value = 0;
    let shift = 0;
    for (let index = 0; index < text.length; index += 1) {
      const chunk = text.charCodeAt(index) - 63;
      if (chunk < 0) {
        found.push(null);
        continue;
      }
      value |= (chunk & 31) << shift;
      shift += 5;
      if (chunk >= 32) continue;
      found.push(value & 1 ? ~(value >> 1) : value >> 1);
      value = 0;
      shift = 0;
    }
    return found;
  }

  /* A zone's count on each day, null where it is not known. */
  function counts(text) {
    let last = 0;
    return steps(letters(text)).map((step) => {
      if (step === null) return null;
      last += step;
      return last;
    });
  }

  /* From a text a zone to a text a day, as a map paints them. */
  function byDay(rows, days) {
    const whole = rows.map(letters);
    return days.map((_, day) => whole.map((row) => row[day]).join(""));
  }

  window.JagaPacked = {
    steps,
    /* Points [latitude, longitude] of an encoded polyline, five decimals. */
    line(text) {
      const numbers = steps(text);
      const points = [];
      let lat = 0;
      let lng = 0;
      for (let index = 0; index < numbers.length; index += 2) {
        lat += numbers[index];
        lng += numbers[index + 1];
        points.push([lat / 1e5, lng / 1e5]);
      }
      return points;
    },
    /* A payload as the map works with it: `codes` and `marks` one text a day with a character a
       zone, `cases` a list a zone with a number or null a day, or null where there are none. */
    view(packed) {
      const { days, codes, marks, cases } = packed;
      return {
        ...packed,
        codes: byDay(codes, days),
        marks: byDay(marks, days),
        cases: cases && cases.map(counts),
      };
    },
  };
})();
