document.querySelectorAll("th button").forEach(function (button) {
  button.addEventListener("click", function () {
    var th = button.parentNode, table = th.closest("table"), body = table.tBodies[0];
    var column = th.cellIndex, down = th.getAttribute("aria-sort") !== "descending" && th.classList.contains("n") || th.getAttribute("aria-sort") === "ascending";
    var rows = Array.prototype.slice.call(body.rows).map(function (row) {
      var cell = row.cells[column];
      return { row: row, key: cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort) };
    });
    rows.sort(function (a, b) {
      var order = typeof a.key === "number" ? a.key - b.key : a.key.localeCompare(b.key);
      return down ? -order : order;
    });
    table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    th.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.forEach(function (r) { body.appendChild(r.row); });
  });
});
