// Finding a system by its name, code or council. The page reads fully without it.
(function () {
  "use strict";
  var MOST = 6;
  var form = document.getElementById("find"), wanted = document.getElementById("wanted");
  var found = document.getElementById("found"), matches = document.getElementById("matches");
  var hint = found.textContent;
  var plain = function (text) { return text.toLowerCase().replace(/&/g, " and ").replace(/[^a-z0-9]+/g, " ").trim(); };
  var fits = function (words, text) {
    var parts = plain(text).split(" ");
    return words.every(function (word) { return parts.some(function (part) { return part.indexOf(word) === 0; }); });
  };
  var systems = Array.prototype.map.call(document.querySelectorAll("#content tr[data-words]"), function (row) {
    var link = row.querySelector("td:last-child a");
    return {
      name: row.getAttribute("data-name"),
      address: link && link.getAttribute("href"),
      words: row.getAttribute("data-words"),
      councils: row.getAttribute("data-councils").split(";")
    };
  });
  function find() {
    var words = plain(wanted.value).split(" ").filter(Boolean);
    matches.textContent = "";
    if (!words.length) { found.textContent = hint; return []; }
    var fitting = [];
    systems.forEach(function (system) {
      var councils = system.councils.filter(function (council) { return fits(words, council); });
      if (fits(words, system.words)) { fitting.push({ system: system, why: "" }); }
      else if (councils.length) { fitting.push({ system: system, why: councils.slice(0, 3).join(", ") }); }
    });
    fitting.slice(0, MOST).forEach(function (one) {
      var item = document.createElement("li"), name = document.createElement(one.system.address ? "a" : "span");
      if (one.system.address) { name.href = one.system.address; }
      name.textContent = one.system.name;
      item.appendChild(name);
      var told = one.why || (one.system.address ? "" : "no briefing in this run");
      if (told) { item.appendChild(document.createElement("small")).textContent = told; }
      matches.appendChild(item);
    });
    var number = fitting.length;
    found.textContent = number === 0 ? "No {{ level.one }} or council fits" : number === 1 ? "One {{ level.one }} fits"
      : number + " {{ level.many }} fit" + (number > MOST ? "; the first " + MOST : "");
    return fitting;
  }
  wanted.addEventListener("input", find);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var fitting = find();
    if (fitting.length === 1 && fitting[0].system.address) { window.location.href = fitting[0].system.address; }
  });
  form.hidden = false;
  find();
})();
