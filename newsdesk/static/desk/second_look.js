// The queue's conveniences: ticking a whole page, and the keys j, k (next, previous), e (edit), y (still right).
const rows = [...document.querySelectorAll(".queue-row")]
const all = document.getElementById("tick-all")
let here = -1

all?.addEventListener("change", () => {
  for (const row of rows) row.querySelector("input[type=checkbox]").checked = all.checked
})

function go(step) {
  here = Math.min(rows.length - 1, Math.max(0, here + step))
  rows[here].querySelector("a.button").focus()
  rows[here].scrollIntoView({ block: "nearest" })
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return
  if (event.key === "j") go(1)
  else if (event.key === "k") go(-1)
  else if (event.key === "e" && here >= 0) rows[here].querySelector("a.button").click()
  else if (event.key === "y" && here >= 0) rows[here].querySelector("button.one").click()
})
